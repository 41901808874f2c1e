import {
  AuthorizeSecurityGroupIngressCommand,
  CreateTagsCommand,
  DeleteTagsCommand,
  RevokeSecurityGroupIngressCommand,
  type SecurityGroupRule,
} from '@aws-sdk/client-ec2';
import { tolerate } from '../aws/failures.ts';
import { closedKey, closedRule, permissionOf, rulesAsTags, rulesFromTags, ruleTagKeys, type ClosedRule } from '../aws/closed-rules.ts';
import { addressOf } from '../aws/find/entrance.ts';
import { admitsGroup, findBalancerGroup, findGroups, findRules, isWebOnly, openings, webSources } from '../aws/find/firewalls.ts';
import { pickKeys } from '../aws/find/picks.ts';
import { ours } from '../aws/find/seeker.ts';
import { findServers, groupIdsOf, mustFindServer, serverName } from '../aws/find/servers.ts';
import { waitUntilHealthy } from '../aws/health.ts';
import { tagsFor } from '../aws/ownership.ts';
import { pasteSpecifications } from '../aws/paste.ts';
import { UserError } from '../errors.ts';
import { defineStep, type StepContext } from '../step.ts';
import { balancerGetsThrough, proveClosed, whoStillAnswers } from './web-firewall/doors.ts';

const id = 'web-firewall';
type Context = StepContext<'preflight' | 'launch-server-2' | 'balancer-firewall' | 'target-group' | 'load-balancer' | 'site-address'>;

export default defineStep({
  id,
  needs: ['preflight', 'launch-server-2', 'balancer-firewall', 'target-group', 'load-balancer', 'site-address'],
  undoNeeds: ['preflight'],
  through: 'api',
  skippable: false,

  facts: async () => ({ usualMs: 30_000, usdPerMonth: 0 }),
  ask: async () => ({}),

  async look(ctx: Context) {
    const rules = await findRules(ctx, ctx.outputs.preflight.webGroupId);
    const { web, wider } = openings(rules);
    const admitted = rules.some((rule) => isWebOnly(rule) && admitsGroup(rule, ctx.outputs['balancer-firewall'].balancerGroupId));
    if (!admitted || web.length > 0 || wider.length > 0) return { state: 'todo' };
    return { state: 'done', output: { closed: (await rememberedRules(ctx)).map((rule) => rule.source) } };
  },

  async differs(ctx: Context) {
    const { webGroupId } = ctx.outputs.preflight;
    const { drift } = ctx.words.steps;
    const admitted = webSources(await findRules(ctx, webGroupId)).join(', ');
    return [{ what: drift.admits(webGroupId), is: admitted || drift.none, should: ctx.outputs['balancer-firewall'].balancerGroupId }];
  },

  async change(ctx: Context) {
    const { webGroupId } = ctx.outputs.preflight;
    const { web, wider } = openings(await findRules(ctx, webGroupId));
    if (wider.length > 0) throw new UserError('firewall-wider', [webGroupId, wider.map(describe).join('; ')]);
    await nobodyElseBehindIt(ctx);
    await admitBalancer(ctx);
    await waitUntilHealthy(ctx, ctx.outputs['target-group'].targetGroupArn, servers(ctx));
    await balancerGetsThrough(ctx, entrance(ctx));
    await remember(ctx, web);
    await revoke(ctx, web);
    await openAgainUnlessSound(ctx, web.map(closedRule));
  },

  prove: (ctx: Context) => proveClosed(ctx, entrance(ctx), servers(ctx), ctx.outputs['target-group'].targetGroupArn),

  async undo(ctx: Context) {
    const rules = await findRules(ctx, ctx.outputs.preflight.webGroupId);
    const group = ours(await findBalancerGroup(ctx, ctx.outputs.preflight.vpcId));
    const balancers = rules.filter((rule) => isWebOnly(rule) && admitsGroup(rule, group?.GroupId ?? ''));
    // Open first, then take the balancer's rule away: at no moment is the blog without a way in.
    const there = openings(rules).web.map((rule) => closedRule(rule).source);
    await open(
      ctx,
      (await rememberedRules(ctx)).filter((rule) => !there.includes(rule.source)),
    );
    await revoke(ctx, balancers);
    await forget(ctx);
  },

  async byHand(ctx: Context) {
    const { webGroupId } = ctx.outputs.preflight;
    const balancerGroup = ctx.outputs['balancer-firewall'].balancerGroupId;
    const { web } = openings(await findRules(ctx, webGroupId));
    const ids = web.map((rule) => rule.SecurityGroupRuleId).join(' ');
    return {
      clicks: ctx.words.steps[id].clicks(webGroupId, ctx.names.balancerGroup),
      commands: [
        `aws ec2 authorize-security-group-ingress --group-id ${webGroupId} --ip-permissions 'IpProtocol=tcp,FromPort=80,ToPort=80,UserIdGroupPairs=[{GroupId=${balancerGroup}}]' ${pasteSpecifications(['security-group-rule'], tagsFor(ctx.run, id))}`,
        `curl -I ${entrance(ctx)}/`,
        `aws ec2 revoke-security-group-ingress --group-id ${webGroupId} --security-group-rule-ids ${ids === '' ? 'sgr-…' : ids}`,
      ],
    };
  },
});

const entrance = (ctx: Context) => addressOf(ctx.outputs['load-balancer'].dnsName);
const servers = (ctx: Context): readonly string[] => [ctx.outputs.preflight.server1, ctx.outputs['launch-server-2'].server2];
const describe = ({ IpProtocol, FromPort, ToPort, ...rule }: SecurityGroupRule) =>
  `${rule.SecurityGroupRuleId}: ${IpProtocol === '-1' ? 'all' : `${IpProtocol} ${FromPort}-${ToPort}`} ${closedRule(rule).source}`;

/** Another machine behind the same firewall would be shut off with ours. */
async function nobodyElseBehindIt(ctx: Context): Promise<void> {
  const { webGroupId } = ctx.outputs.preflight;
  const others = (await findServers(ctx)).filter((server) => groupIdsOf(server).includes(webGroupId) && !servers(ctx).includes(server.InstanceId ?? ''));
  if (others.length > 0)
    throw new UserError('firewall-shared', [webGroupId, others.map((server) => `${serverName(server) ?? ''} ${server.InstanceId}`.trim()).join(', ')]);
}

async function admitBalancer(ctx: Context): Promise<void> {
  const GroupId = ctx.outputs.preflight.webGroupId;
  const permission = { IpProtocol: 'tcp', FromPort: 80, ToPort: 80, UserIdGroupPairs: [{ GroupId: ctx.outputs['balancer-firewall'].balancerGroupId }] };
  const TagSpecifications = [{ ResourceType: 'security-group-rule' as const, Tags: tagsFor(ctx.run, id) }];
  const rules = await findRules(ctx, GroupId);
  if (rules.some((rule) => isWebOnly(rule) && admitsGroup(rule, ctx.outputs['balancer-firewall'].balancerGroupId))) return;
  await tolerate(
    'InvalidPermission.Duplicate',
    ctx.aws.ec2.change(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: [permission], TagSpecifications }), { repeatable: true }),
  );
}

async function revoke(ctx: Context, rules: readonly SecurityGroupRule[]): Promise<void> {
  for (const { SecurityGroupRuleId } of rules) {
    const command = new RevokeSecurityGroupIngressCommand({ GroupId: ctx.outputs.preflight.webGroupId, SecurityGroupRuleIds: [SecurityGroupRuleId ?? ''] });
    await tolerate(['InvalidPermission.NotFound', 'InvalidSecurityGroupRuleId.NotFound'], ctx.aws.ec2.change(command, { repeatable: true }));
  }
}

async function open(ctx: Pick<Context, 'aws' | 'outputs'>, rules: readonly ClosedRule[]): Promise<void> {
  for (const rule of rules) {
    // One rule a call: with several, one that is there already would fail them all.
    const command = new AuthorizeSecurityGroupIngressCommand({ GroupId: ctx.outputs.preflight.webGroupId, IpPermissions: [permissionOf(rule)] });
    await tolerate('InvalidPermission.Duplicate', ctx.aws.ec2.change(command, { repeatable: true }));
  }
}

/** Closed and the blog away would be the worst of both, so a proof that fails brings the old rules back. */
async function openAgainUnlessSound(ctx: Context, rules: readonly ClosedRule[]): Promise<void> {
  try {
    await balancerGetsThrough(ctx, entrance(ctx));
    const answering = await whoStillAnswers(ctx, servers(ctx));
    if (answering.length > 0) throw new UserError('doors-still-open', [answering.join(', ')]);
  } catch (error) {
    await open({ ...ctx, aws: ctx.aws.afterStop() }, rules);
    throw error;
  }
}

/** Before anything is revoked, and added to what an interrupted run kept. */
async function remember(ctx: Context, rules: readonly SecurityGroupRule[]): Promise<void> {
  if (rules.length === 0) return;
  const group = (await findGroups(ctx, ctx.outputs.preflight.vpcId)).find((one) => one.GroupId === ctx.outputs.preflight.webGroupId);
  const known = rulesFromTags(group?.Tags, closedKey) ?? [];
  const all = [...known, ...rules.map(closedRule).filter((rule) => !known.some((one) => one.source === rule.source))];
  await ctx.memory.keep('closed', all);
  await ctx.aws.ec2.change(new CreateTagsCommand({ Resources: [ctx.outputs.preflight.webGroupId], Tags: rulesAsTags(closedKey, all) }), { repeatable: true });
}

/** What was closed, from the firewall's own tags; closed by hand: how it stood at the very beginning. */
async function rememberedRules(ctx: Context): Promise<readonly ClosedRule[]> {
  const group = (await findGroups(ctx, ctx.outputs.preflight.vpcId)).find((one) => one.GroupId === ctx.outputs.preflight.webGroupId);
  const kept = rulesFromTags(group?.Tags, closedKey);
  if (kept !== undefined) return kept;
  return rulesFromTags((await mustFindServer(ctx, ctx.outputs.preflight.server1)).Tags, pickKeys.webRules) ?? [];
}

async function forget(ctx: Context): Promise<void> {
  const group = (await findGroups(ctx, ctx.outputs.preflight.vpcId)).find((one) => one.GroupId === ctx.outputs.preflight.webGroupId);
  const Tags = ruleTagKeys(group?.Tags, closedKey).map((Key) => ({ Key }));
  if (Tags.length > 0) await ctx.aws.ec2.change(new DeleteTagsCommand({ Resources: [ctx.outputs.preflight.webGroupId], Tags }), { repeatable: true });
}
