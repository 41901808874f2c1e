import type {
  CreateKeyPairRequest,
  DeleteKeyPairRequest,
  DeleteKeyPairResult,
  ImportKeyPairRequest,
  ImportKeyPairResult,
  KeyPair,
  Tag,
} from '@aws-sdk/client-ec2';
import { changes, Refusal, type Operations } from '../operation.ts';
import type { Tables, World } from '../world.ts';
import { tagsGiven } from './declared.ts';
import { importedKey, newKeyPair, type PublicHalf } from './key-material.ts';
import { combination, invalid, required } from './refusals.ts';
import { shownTags, tagsOnCreate } from './taggables.ts';

type Row = Tables['keyPair'];

const createKeyPair = changes<CreateKeyPairRequest, KeyPair>()(['KeyName', 'KeyType', 'KeyFormat', ...tagsGiven], async (world, input) => {
  const name = freeName(world, input.KeyName);
  const tags = tagsOnCreate(input.TagSpecifications, ['key-pair'])['key-pair'];
  const type = input.KeyType ?? 'rsa';
  if (type !== 'rsa' && type !== 'ed25519') throw invalid(`Value (${String(type)}) for parameter keyType is invalid. Use 'rsa' or 'ed25519'.`);
  const format = input.KeyFormat ?? 'pem';
  if (format === 'ppk') throw new Refusal('UnsupportedOperation', 'The lab hands out private keys in the pem format only.');
  if (format !== 'pem') throw invalid(`Value (${String(format)}) for parameter keyFormat is invalid. Use 'pem' or 'ppk'.`);
  const { privateKey, half } = await newKeyPair(type, name);
  // Somebody else may have taken the name while the key was being made.
  const pair = newPair(world, freeName(world, name), half, tags);
  return { ...answerOf(pair), KeyMaterial: privateKey };
});

const importKeyPair = changes<ImportKeyPairRequest, ImportKeyPairResult>()(['KeyName', 'PublicKeyMaterial', ...tagsGiven], (world, input) => {
  const name = freeName(world, input.KeyName);
  const tags = tagsOnCreate(input.TagSpecifications, ['key-pair'])['key-pair'];
  const half = importedKey(required(input.PublicKeyMaterial, 'publicKeyMaterial'), name);
  if (half === undefined) throw new Refusal('InvalidKey.Format', 'Key is not in valid OpenSSH public key format');
  return answerOf(newPair(world, name, half, tags));
});

function freeName(world: World, given: string | undefined): string {
  const name = required(given, 'KeyName');
  if (!/^[\x20-\x7e]{1,255}$/.test(name) || name.trim() !== name)
    throw invalid(`Value (${name}) for parameter KeyName is invalid. Use up to 255 ASCII characters, with no spaces at the ends.`);
  if (
    world
      .table('keyPair')
      .all()
      .some((pair) => pair.KeyName === name)
  )
    throw new Refusal('InvalidKeyPair.Duplicate', 'The keypair already exists');
  return name;
}

function newPair(world: World, KeyName: string, { type, line, fingerprint }: PublicHalf, tags: Tag[]): Row {
  const id = world.newId('key');
  const pair: Row = {
    id,
    KeyPairId: id,
    KeyName,
    KeyType: type,
    KeyFingerprint: fingerprint,
    CreateTime: world.clock.now(),
    Tags: shownTags(tags),
    publicKey: line,
  };
  world.table('keyPair').put(pair);
  return pair;
}

function answerOf({ KeyFingerprint, KeyName, KeyPairId, Tags }: Row): ImportKeyPairResult {
  return { KeyFingerprint, KeyName, KeyPairId, Tags };
}

/** A name that nobody has is deleted as well: EC2 is content that it is not there. */
const deleteKeyPair = changes<DeleteKeyPairRequest, DeleteKeyPairResult>()(['KeyName', 'KeyPairId'], (world, { KeyName: name, KeyPairId: id }) => {
  if (name === undefined && id === undefined) throw new Refusal('MissingParameter', 'The request must contain the parameter KeyName or KeyPairId');
  if (name !== undefined && id !== undefined) throw combination('The parameter keyName cannot be used with the parameter keyPairId');
  const pairs = world.table('keyPair');
  const pair = pairs.all().find((one) => (id === undefined ? one.KeyName === name : one.id === id));
  if (pair === undefined) return { Return: true };
  pairs.remove(pair.id);
  return { Return: true, KeyPairId: pair.id };
});

export const operations: Operations = { CreateKeyPair: createKeyPair, ImportKeyPair: importKeyPair, DeleteKeyPair: deleteKeyPair };
