import type { GetConsoleOutputRequest, GetConsoleOutputResult } from '@aws-sdk/client-ec2';
import { reads, Refusal, type Operations } from '../../operation.ts';
import { find } from '../ids.ts';
import { isNitro } from '../instance-types.ts';
import { required } from '../refusals.ts';
import { stateOf } from './states.ts';

const getConsoleOutput = reads<GetConsoleOutputRequest, GetConsoleOutputResult>()(['InstanceId', 'Latest'], (world, input) => {
  const instance = find(world, 'instance', required(input.InstanceId, 'InstanceId'));
  if (input.Latest === true && !isNitro(instance.InstanceType ?? ''))
    throw new Refusal('UnsupportedOperation', 'This instance type does not support retrieving the latest console logs.');
  const silent = instance.boot === 0 || stateOf(instance) === 'terminated';
  const text = silent ? '' : (instance.consoleOutput ?? world.reality.consoleOutput(world, instance.id));
  const output = text === '' ? {} : { Output: Buffer.from(text).toString('base64') };
  return { InstanceId: instance.id, Timestamp: world.clock.now(), ...output };
});

export const operations: Operations = { GetConsoleOutput: getConsoleOutput };
