import { CreateTagsCommand, DeleteTagsCommand } from '@aws-sdk/client-ec2';
import { closedRule, rulesAsTags, ruleTagKeys, rulesFromTags } from '../aws/closed-rules.ts';
import { findDatabase, findDatabases, zonesOf } from '../aws/find/databases.ts';
import { findEntrance } from '../aws/find/entrance.ts';
import { findRules, openings } from '../aws/find/firewalls.ts';
import { findSubnets } from '../aws/find/network.ts';
import { pickKeys, picksOf, tagsOfPicks } from '../aws/find/picks.ts';
import { present } from '../aws/find/seeker.ts';
import { findServer1 } from '../aws/find/servers.ts';
import { tagKeys, tagsFor } from '../aws/ownership.ts';
import { pasteable, pasteTagWords } from '../aws/paste.ts';
import { seen, unseen } from '../blog/claims.ts';
import { eventually } from '../blog/eventually.ts';
import { isPage, seenInShort } from '../blog/probe.ts';
import { httpAddress } from '../blog/reach.ts';
import { defineStep, type Claim, type Finding, type Outputs, type StepContext } from '../step.ts';
import { mustBeSound } from './preflight/checks.ts';
import { choose, type Chosen } from './preflight/choose.ts';
import { differsOf } from './preflight/differs.ts';
import { examine, mustBeAgreed } from './preflight/examine.ts';
import { mayBeTaken } from './preflight/other-run.ts';

const id = 'preflight';

export default defineStep({
  id,
  needs: [],
  through: 'api',
  skippable: false,

  facts: async () => ({ usualMs: 5_000, usdPerMonth: 0 }),

  async ask(ctx) {
    const chosen = await choose(ctx);
    await mustBeAgreed(ctx, await examine(ctx, chosen));
    return chosen;
  },

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

  differs: differsOf,

  async change(ctx, chosen: Chosen) {
    const { server, database } = await mustBeSound(ctx, chosen);
    await mayBeTaken(ctx, server);
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
    const chosen = answers ?? (await choose(ctx));
    const database = (await findDatabases(ctx)).find((one) => one.DBInstanceIdentifier === chosen.database);
    const picks = tagsOfPicks({
      subnet2: chosen.subnet2,
      webGroup: chosen.webGroup,
      database: { identifier: chosen.database, resourceId: database?.DbiResourceId ?? '' },
    });
    return {
      clicks: ctx.words.steps[id].clicks(ctx.names.server1),
      commands: [
        `aws ec2 describe-instances --filters ${pasteable(`Name=tag:Name,Values=${ctx.names.server1}`)}`,
        'aws rds describe-db-instances',
        `aws ec2 create-tags --resources ${chosen.server1} --tags ${pasteTagWords([...tagsFor(ctx.run, id), ...picks])}`,
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
