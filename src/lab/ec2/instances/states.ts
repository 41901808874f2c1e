import type { InstanceStateChange, InstanceStateName } from '@aws-sdk/client-ec2';
import type { Tables, World } from '../../world.ts';

export type Instance = Tables['instance'];

const codes = { pending: 0, running: 16, 'shutting-down': 32, terminated: 48, stopping: 64, stopped: 80 } as const satisfies Record<InstanceStateName, number>;

export const stateOf = (instance: Instance): InstanceStateName => instance.State?.Name ?? 'pending';

/** Puts an instance in a state; returns the change as the API tells it. `by` says whose doing it was. */
export function moveTo(world: World, id: string, name: InstanceStateName, by?: 'user'): InstanceStateChange {
  const before = world.table('instance').get(id)?.State;
  const State = { Code: codes[name], Name: name };
  world.table('instance').edit(id, (instance) => {
    instance.State = State;
    if (name === 'pending') instance.StateReason = { Code: 'pending', Message: 'pending' };
    if (name === 'running') instance.StateReason = undefined;
    if (name === 'pending' || name === 'running') instance.StateTransitionReason = '';
    if (by === 'user') {
      instance.StateReason = { Code: 'Client.UserInitiatedShutdown', Message: 'Client.UserInitiatedShutdown: User initiated shutdown' };
      instance.StateTransitionReason = `User initiated (${gmt(world.clock.now())})`;
    }
  });
  return { InstanceId: id, CurrentState: State, PreviousState: before };
}

/** No change, told as the API tells it. */
export function unmoved({ id, State }: Instance): InstanceStateChange {
  return { InstanceId: id, CurrentState: State, PreviousState: State };
}

function gmt(at: Date): string {
  return `${at.toISOString().slice(0, 19).replace('T', ' ')} GMT`;
}
