import type { ModifyInstanceMetadataOptionsRequest, ModifyInstanceMetadataOptionsResult } from '@aws-sdk/client-ec2';
import { changes, Refusal, type Operations } from '../../operation.ts';
import { find } from '../ids.ts';
import { invalid, required } from '../refusals.ts';
import { stateOf } from './states.ts';

const settings = ['HttpEndpoint', 'HttpProtocolIpv6', 'HttpPutResponseHopLimit', 'HttpTokens', 'InstanceMetadataTags'] as const;

const modifyInstanceMetadataOptions = changes<ModifyInstanceMetadataOptionsRequest, ModifyInstanceMetadataOptionsResult>()(
  ['InstanceId', ...settings],
  (world, { InstanceId: id, ...asked }) => {
    const instance = find(world, 'instance', required(id, 'InstanceId'));
    if (!settings.some((name) => asked[name] !== undefined))
      throw new Refusal('MissingParameter', 'The request must contain at least one instance metadata option.');
    if (['shutting-down', 'terminated'].includes(stateOf(instance)))
      throw new Refusal('IncorrectInstanceState', `The instance '${instance.id}' is not in a state in which its metadata options can be modified.`);
    const hops = asked.HttpPutResponseHopLimit ?? 1;
    if (hops < 1 || hops > 64) throw invalid(`Value (${hops}) for parameter HttpPutResponseHopLimit is invalid. Expecting a value between 1 and 64.`);
    if (asked.HttpEndpoint === 'disabled' && (asked.HttpTokens ?? asked.HttpPutResponseHopLimit) !== undefined)
      throw new Refusal('InvalidParameterCombination', 'Token and hop limit cannot be specified while the HTTP endpoint is disabled.');
    const row = world.table('instance').edit(instance.id, (one) => {
      one.MetadataOptions = { ...one.MetadataOptions, ...asked, State: 'applied' };
    });
    // The answer is given while EC2 is still at it.
    return { InstanceId: instance.id, InstanceMetadataOptions: { ...row.MetadataOptions, State: 'pending' } };
  },
);

export const operations: Operations = { ModifyInstanceMetadataOptions: modifyInstanceMetadataOptions };
