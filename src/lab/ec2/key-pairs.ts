import type { DescribeKeyPairsRequest, DescribeKeyPairsResult, KeyPairInfo } from '@aws-sdk/client-ec2';
import { matcher, type FilterTable } from '../filters.ts';
import { reads, Refusal, type Operations } from '../operation.ts';
import type { Tables, World } from '../world.ts';
import { tagsOf } from './describe.ts';
import { findAll, unknown } from './ids.ts';
import { filtered } from './declared.ts';

type KeyPair = Tables['keyPair'];

const filters: FilterTable<KeyPair> = {
  'key-pair-id': (pair) => pair.KeyPairId,
  fingerprint: (pair) => pair.KeyFingerprint,
  'key-name': (pair) => pair.KeyName,
};

/** The key pair of this name, or EC2's refusal. */
export function keyPairNamed(world: World, name: string): KeyPair {
  const pair = world
    .table('keyPair')
    .all()
    .find((one) => one.KeyName === name);
  if (pair === undefined) throw unknown('keyPair', [name]);
  return pair;
}

const describeKeyPairs = reads<DescribeKeyPairsRequest, DescribeKeyPairsResult>()(
  [...filtered, 'KeyNames', 'KeyPairIds', 'IncludePublicKey'],
  (world, input) => {
    const matches = matcher<KeyPair>(input.Filters, filters, tagsOf);
    const rows = chosen(world, input).filter(matches);
    return { KeyPairs: rows.map((pair) => described(pair, input.IncludePublicKey === true)) };
  },
);

function chosen(world: World, { KeyNames: names = [], KeyPairIds: ids = [] }: DescribeKeyPairsRequest): readonly KeyPair[] {
  if (names.length > 0 && ids.length > 0) throw new Refusal('InvalidParameterCombination', 'The parameter keyName cannot be used with the parameter keyPairId');
  if (ids.length > 0) return findAll(world, 'keyPair', ids);
  return names.length > 0 ? names.map((name) => keyPairNamed(world, name)) : world.table('keyPair').all();
}

function described({ PublicKey: _kept, publicKey, ...pair }: KeyPair, withPublicKey: boolean): KeyPairInfo {
  return withPublicKey ? { ...pair, PublicKey: publicKey } : pair;
}

export const operations: Operations = { DescribeKeyPairs: describeKeyPairs };
