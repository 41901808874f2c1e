import type { SendSSHPublicKeyCommandInput, SendSSHPublicKeyCommandOutput } from '@aws-sdk/client-ec2-instance-connect';
import { changes, Refusal, type Operations } from '../operation.ts';
import type { World } from '../world.ts';

const refuse = (code: string, message: string) => new Refusal(code, message, 400);

const sendSSHPublicKey = changes<SendSSHPublicKeyCommandInput, SendSSHPublicKeyCommandOutput>()(
  ['InstanceId', 'InstanceOSUser', 'SSHPublicKey', 'AvailabilityZone'],
  (world, { InstanceId: id = '', InstanceOSUser: user = '', SSHPublicKey: key = '', AvailabilityZone: zone }) => {
    mustBeWellFormed(id, user, key);
    mustBeReachable(world, id, zone);
    world.reality.admitKey(world, id, user, key.trim());
    return { RequestId: world.random(8, hex), Success: true };
  },
);

const hex = '0123456789abcdef';
const publicKey = /^(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(256|384|521)) [A-Za-z0-9+/]+={0,3}( .*)?$/;

function mustBeWellFormed(id: string, user: string, key: string): void {
  if (!/^i-[a-f0-9]{8,17}$/.test(id)) throw refuse('InvalidArgsException', `${id} is not a valid instance id.`);
  if (!/^[A-Za-z_][A-Za-z0-9@._-]{0,30}[A-Za-z0-9$_-]?$/.test(user)) throw refuse('InvalidArgsException', 'The OS user name is not valid.');
  if (key.length > 8192 || !publicKey.test(key.trim())) throw refuse('InvalidArgsException', 'The SSH public key is not valid.');
}

function mustBeReachable(world: World, id: string, zone: string | undefined): void {
  const instance = world.table('instance').get(id);
  const state = instance?.State?.Name;
  if (instance === undefined || state === 'terminated') throw refuse('EC2InstanceNotFoundException', 'Instance not found');
  if (zone !== undefined && zone !== instance.Placement?.AvailabilityZone) throw refuse('EC2InstanceNotFoundException', 'Instance not found');
  if (state !== 'running') {
    throw refuse(
      'EC2InstanceStateInvalidException',
      `Unable to connect because the instance is not in a valid state. Connect is only possible to instances that are running: this one is ${state}.`,
    );
  }
}

/** Sends a public key that may log in for a minute. */
export const operations: Operations = { SendSSHPublicKey: sendSSHPublicKey };
