import type {
  Action,
  CreateListenerInput,
  CreateListenerOutput,
  DeleteListenerInput,
  DeleteListenerOutput,
  DescribeListenersInput,
  DescribeListenersOutput,
  DescribeRulesInput,
  DescribeRulesOutput,
  ModifyListenerInput,
  ModifyListenerOutput,
  Tag,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { changes, reads, Refusal, type Operations } from '../operation.ts';
import type { Tables, World } from '../world.ts';
import { actionMembers, mustBeForward } from './actions.ts';
import { balancerPath, elbArn, hex, listenerAt, loadBalancerAt, mustBeArn, notFound } from './arns.ts';
import { nextMarker, page } from './pages.ts';
import { mustBeTags } from './tags.ts';
import { invalid } from './refusals.ts';

type Listener = Tables['listener'];
type Creation = Pick<CreateListenerInput, 'LoadBalancerArn' | 'Protocol' | 'Port' | 'DefaultActions' | 'Tags'>;

/** The one port that the lab publishes for a balancer. */
export const servedPort = 80;

export const listenerOperations: Operations = {
  CreateListener: changes<CreateListenerInput, CreateListenerOutput>()(
    ['LoadBalancerArn', 'Protocol', 'Port', ...actionMembers, 'Tags.Key', 'Tags.Value'],
    (world, input) => ({
      Listeners: [create(world, input)],
    }),
  ),

  DescribeListeners: reads<DescribeListenersInput, DescribeListenersOutput>()(['LoadBalancerArn', 'ListenerArns', 'Marker', 'PageSize'], (world, input) => {
    const shown = page(world, chosen(world, input), input);
    return { Listeners: [...shown.rows], ...nextMarker(shown) };
  }),

  ModifyListener: changes<ModifyListenerInput, ModifyListenerOutput>()(['ListenerArn', 'Protocol', 'Port', ...actionMembers], (world, input) => {
    const listener = listenerAt(world, input.ListenerArn);
    if (input.Protocol !== undefined || input.Port !== undefined) {
      mustBeServed(input.Protocol ?? listener.Protocol, input.Port ?? listener.Port);
    }
    if (input.DefaultActions !== undefined) {
      setActions(world, listener.id, mustBeForward(world, input.DefaultActions, loadBalancerAt(world, listener.LoadBalancerArn)));
    }
    return { Listeners: [listenerAt(world, listener.id)] };
  }),

  DeleteListener: changes<DeleteListenerInput, DeleteListenerOutput>()(['ListenerArn'], (world, input) => {
    removeListener(world, listenerAt(world, input.ListenerArn).id);
    return {};
  }),

  DescribeRules: reads<DescribeRulesInput, DescribeRulesOutput>()(['ListenerArn', 'RuleArns', 'Marker', 'PageSize'], (world, input) => {
    const shown = page(world, chosenRules(world, input), input);
    return { Rules: [...shown.rows], ...nextMarker(shown) };
  }),
};

/** A listener goes with its rules. */
export function removeListener(world: World, listenerArn: string): void {
  for (const rule of rulesOf(world, listenerArn)) world.table('listenerRule').remove(rule.id);
  world.table('listener').remove(listenerArn);
}

const rulesOf = (world: World, listenerArn: string) =>
  world
    .table('listenerRule')
    .all()
    .filter((rule) => rule.listenerArn === listenerArn);

function create(world: World, input: Creation): Listener {
  const balancer = loadBalancerAt(world, input.LoadBalancerArn);
  mustBeServed(input.Protocol, input.Port);
  const actions = mustBeForward(world, input.DefaultActions, balancer);
  const tags = mustBeTags(input.Tags);
  const standing = world
    .table('listener')
    .all()
    .find((row) => row.LoadBalancerArn === balancer.id && row.Port === input.Port);
  if (standing !== undefined) return mustBeSame(standing, actions);
  const listener = newListener(world, balancer, actions, tags);
  world.table('listener').put(listener);
  world.table('listenerRule').put(defaultRule(world, listener, actions));
  return listener;
}

/** What the lab has no real thing for is refused, never accepted and forgotten. */
function mustBeServed(protocol: string | undefined, port: number | undefined): void {
  if (protocol === undefined) throw invalid('A listener protocol must be specified');
  if (port === undefined) throw invalid('A listener port must be specified');
  if (port < 1 || port > 65_535) throw invalid(`Listener port '${port}' must be between '1' and '65535' inclusive`);
  if (!['HTTP', 'HTTPS'].includes(protocol)) throw invalid(`Listener protocol '${protocol}' must be one of 'HTTPS, HTTP'`);
  if (protocol !== 'HTTP') throw new Refusal('UnsupportedProtocol', `Listener protocol '${protocol}' is not supported by this practice cloud`);
  if (port !== servedPort)
    throw new Refusal(
      'InvalidConfigurationRequest',
      `Listener port '${port}' is not supported by this practice cloud: only port '${servedPort}' carries traffic`,
    );
}

function mustBeSame(standing: Listener, actions: readonly Action[]): Listener {
  if (JSON.stringify(standing.DefaultActions) === JSON.stringify(actions)) return standing;
  throw new Refusal('DuplicateListener', `A listener already exists on this port for this load balancer '${standing.LoadBalancerArn}'`);
}

function newListener(world: World, balancer: Tables['loadBalancer'], actions: Action[], tags: Tag[]): Listener {
  const arn = elbArn(world, 'listener', `${balancerPath(balancer.id)}/${hex(world)}`);
  return { id: arn, ListenerArn: arn, LoadBalancerArn: balancer.id, Port: servedPort, Protocol: 'HTTP', DefaultActions: actions, tags };
}

function defaultRule(world: World, listener: Listener, actions: Action[]): Tables['listenerRule'] {
  const path = listener.id.split(':listener/')[1] ?? '';
  const arn = elbArn(world, 'listener-rule', `${path}/${hex(world)}`);
  return { id: arn, RuleArn: arn, Priority: 'default', Conditions: [], Actions: actions, IsDefault: true, listenerArn: listener.id, tags: [] };
}

function setActions(world: World, listenerArn: string, actions: Action[]): void {
  world.table('listener').edit(listenerArn, (row) => {
    row.DefaultActions = actions;
  });
  for (const rule of rulesOf(world, listenerArn)) {
    world.table('listenerRule').edit(rule.id, (row) => {
      row.Actions = actions;
    });
  }
}

function chosen(
  world: World,
  { LoadBalancerArn: balancer, ListenerArns: arns = [] }: Pick<DescribeListenersInput, 'LoadBalancerArn' | 'ListenerArns'>,
): readonly Listener[] {
  const all = world.table('listener').all();
  if (balancer !== undefined && arns.length > 0) throw invalid('A load balancer ARN and listener ARNs cannot be specified at the same time');
  if (balancer !== undefined) {
    const { id } = loadBalancerAt(world, balancer);
    return all.filter((row) => row.LoadBalancerArn === id);
  }
  if (arns.length === 0) throw invalid('Either listener ARNs or a load balancer ARN must be specified');
  for (const arn of arns) mustBeArn(arn, 'listener', 'listener');
  const asked = all.filter((row) => arns.includes(row.id));
  if (asked.length < new Set(arns).size) throw notFound('ListenerNotFound', 'One or more listeners not found');
  return asked;
}

function chosenRules(
  world: World,
  { ListenerArn: listener, RuleArns: arns = [] }: Pick<DescribeRulesInput, 'ListenerArn' | 'RuleArns'>,
): Tables['listenerRule'][] {
  if ((listener === undefined) === (arns.length === 0)) throw invalid('Either a listener ARN or rule ARNs must be specified, not both');
  if (listener !== undefined) return rulesOf(world, listenerAt(world, listener).id);
  for (const arn of arns) mustBeArn(arn, 'listener-rule', 'rule');
  const asked = world
    .table('listenerRule')
    .all()
    .filter((row) => arns.includes(row.id));
  if (asked.length < new Set(arns).size) throw notFound('RuleNotFound', 'One or more rules not found');
  return asked;
}
