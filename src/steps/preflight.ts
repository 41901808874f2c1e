import { CreateTagsCommand, DeleteTagsCommand } from '@aws-sdk/client-ec2';
import { closedRule, rulesAsTags, ruleTagKeys, rulesFromTags } from '../aws/closed-rules.ts';
import { findDatabase, zonesOf } from '../aws/find/databases.ts';
import { findEntrance } from '../aws/find/entrance.ts';
import { findRules, openings } from '../aws/find/firewalls.ts';
import { findSubnets } from '../aws/find/network.ts';
import { pickKeys, picksOf, tagsOfPicks } from '../aws/find/picks.ts';
import { present } from '../aws/find/seeker.ts';
import { findServer1 } from '../aws/find/servers.ts';
import { tagKeys, tagsFor } from '../aws/ownership.ts';
import { seen, unseen } from '../blog/claims.ts';
import { eventually } from '../blog/eventually.ts';
import { isPage, seenInShort } from '../blog/probe.ts';
import { httpAddress } from '../blog/reach.ts';
import { defineStep, type Claim, type Finding, type Outputs, type StepContext } from '../step.ts';
import { mustBeSound } from './preflight/checks.ts';
import { choose, type Chosen } from './preflight/choose.ts';

const id = 'preflight';

export default defineStep({
  id,
  needs: [],
  through: 'api',
  skippable: false,

  facts: async () => ({ usualMs: 5_000, usdPerMonth: 0 }),
  ask: choose,

  async look(ctx): Promise<Finding<Outputs[typeof id]>> {
    const server = await findServer1(ctx);
    const picks = server === undefined ? undefined : picksOf(server);
    if (server === undefined || picks === undefined) return { state: 'todo' };
    const subnets = await findSubnets(ctx, server.VpcId ?? '');
    const place = (subnetId: string | undefined) => ({
      subnetId: subnetId ?? '',
      zone: subnets.find((one) => one.SubnetId === subnetId)?.AvailabilityZone ?? '',
    });
    const output = {
      vpcId: present(server.VpcId, 'VpcId'),
      subnets: [place(server.SubnetId), place(picks.subnet2)],
      server1: present(server.InstanceId, 'InstanceId'),
      webGroupId: picks.webGroup,
      database: picks.database,
    } as const;
    return { state: 'done', output };
  },

  async change(ctx, chosen: Chosen) {
    const { server, database } = await mustBeSound(ctx, chosen);
    const { web } = openings(await findRules(ctx, chosen.webGroup));
    // How the firewall stood at the very beginning: a later, resumed look would find it closed already.
    const rules = rulesFromTags(server.Tags, pickKeys.webRules) === undefined ? rulesAsTags(pickKeys.webRules, web.map(closedRule)) : [];
    const resourceId = present(database.DbiResourceId, 'DbiResourceId');
    const picks = tagsOfPicks({ subnet2: chosen.subnet2, webGroup: chosen.webGroup, database: { identifier: chosen.database, resourceId } });
    await ctx.aws.ec2.change(new CreateTagsCommand({ Resources: [chosen.server1], Tags: [...tagsFor(ctx.run, id), ...picks, ...rules] }), { repeatable: true });
  },

  async prove(ctx, output) {
    const words = ctx.words.steps[id].claims;
    const [first, second] = output.subnets;
    const database = await findDatabase(ctx, output.database);
    const zones = database === undefined ? [] : zonesOf(database);
    return [
      seen(words.who, true, `${ctx.run.account}, ${ctx.run.region}`),
      seen(words.zones, first.zone !== second.zone, `${first.subnetId} ${first.zone}, ${second.subnetId} ${second.zone}`),
      seen(words.database(output.database.identifier), zones.length > 1, zones.join(', ')),
      await blogAnswers(ctx),
    ];
  },

  async undo(ctx) {
    const server = await findServer1(ctx);
    if (server?.InstanceId === undefined) return;
    const keys = [tagKeys.run, tagKeys.step, pickKeys.subnet2, pickKeys.webGroup, pickKeys.database, ...ruleTagKeys(server.Tags, pickKeys.webRules)];
    await ctx.aws.ec2.change(new DeleteTagsCommand({ Resources: [server.InstanceId], Tags: keys.map((Key) => ({ Key })) }), { repeatable: true });
  },

  async byHand(ctx, answers) {
    const server = answers?.server1 ?? (await findServer1(ctx))?.InstanceId ?? 'i-…';
    const chosen = answers ?? { server1: server, subnet2: 'subnet-…', webGroup: 'sg-…', database: '…' };
    const tags = [
      ...tagsFor(ctx.run, id),
      ...tagsOfPicks({ subnet2: chosen.subnet2, webGroup: chosen.webGroup, database: { identifier: chosen.database, resourceId: 'db-…' } }),
    ];
    return {
      clicks: ctx.words.steps[id].clicks(ctx.names.server1),
      commands: [
        `aws ec2 describe-instances --filters "Name=tag:Name,Values=${ctx.names.server1}"`,
        'aws rds describe-db-instances',
        `aws ec2 create-tags --resources ${server} --tags ${tags.map(({ Key, Value }) => `"Key=${Key},Value=${Value}"`).join(' ')}`,
      ],
    };
  },
});

/** At the entrance, once there is one: the server itself is closed then. */
async function blogAnswers(ctx: StepContext): Promise<Claim> {
  const words = ctx.words.steps[id].claims;
  const server = await findServer1(ctx);
  const address = (await findEntrance(ctx)) ?? (server === undefined ? undefined : httpAddress(server));
  if (ctx.apiOnly || address === undefined) return unseen(words.answers);
  const answer = await eventually(ctx, `${address}/`, isPage, 5);
  return seen(words.answers, isPage(answer), `${address}: ${seenInShort(answer)}`);
}
