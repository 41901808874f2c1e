import { AuthorizeSecurityGroupIngressCommand, CreateSecurityGroupCommand, DeleteSecurityGroupCommand, type IpPermission } from '@aws-sdk/client-ec2';
import { closedKey, rulesFromTags } from '../../aws/closed-rules.ts';
import { tolerate } from '../../aws/failures.ts';
import { findBaseGroup } from '../../aws/find/base.ts';
import { admitsGroup, findRules, sourceOf } from '../../aws/find/firewalls.ts';
import { ours, present } from '../../aws/find/seeker.ts';
import { removeFreed, untilVisible } from '../../aws/once.ts';
import { baseTags } from '../../aws/ownership.ts';
import { pasteable, pasteSpecifications } from '../../aws/paste.ts';
import { seen } from '../../blog/claims.ts';
import { UserError } from '../../errors.ts';
import { defineStep, type StepContext } from '../../step.ts';

const id = 'security-groups';
type Context = StepContext<'vpc'>;

/** A rule: a port, and who may come in by it: an address range, or who stands behind the web servers' firewall. */
interface Door {
  readonly port: number;
  readonly from: string;
}

const behindWeb = 'web';
const webDoors: readonly Door[] = [
  { port: 22, from: '0.0.0.0/0' },
  { port: 80, from: '0.0.0.0/0' },
  { port: 80, from: '::/0' },
];
const databaseDoors: readonly Door[] = [{ port: 3306, from: behindWeb }];

export default defineStep({
  id,
  needs: ['vpc'],
  through: 'api',
  skippable: false,

  facts: async () => ({ usualMs: 10_000, usdPerMonth: 0 }),
  ask: async () => ({}),

  async look(ctx: Context) {
    const { webGroup, databaseGroup } = ctx.names.base;
    const groups = await Promise.all([webGroup, databaseGroup].map((name) => findBaseGroup(ctx, ctx.outputs.vpc.vpcId, name)));
    const foreign = groups.find((found) => found.is === 'foreign');
    if (foreign?.is === 'foreign') {
      const { GroupName: name = '', GroupId: groupId = '' } = foreign.thing;
      return { state: 'foreign', thing: { kind: 'security group', name, id: groupId, differences: [ctx.words.preparation.notOurs] } };
    }
    const [web, database] = groups.map((found) => ours(found)?.GroupId);
    if (web === undefined || database === undefined) return { state: 'todo' };
    const missing = [...(await missingDoors(ctx, web, webDoors, web)), ...(await missingDoors(ctx, database, databaseDoors, web))];
    return missing.length > 0 ? { state: 'todo' } : { state: 'done', output: { webGroupId: web, databaseGroupId: database } };
  },

  async change(ctx: Context) {
    const { webGroup, databaseGroup } = ctx.names.base;
    const web = await make(ctx, webGroup, 'Web servers');
    const database = await make(ctx, databaseGroup, 'Database');
    for (const door of await missingDoors(ctx, web, webDoors, web)) await open(ctx, web, door, web);
    for (const door of await missingDoors(ctx, database, databaseDoors, web)) await open(ctx, database, door, web);
  },

  async prove(ctx: Context, { webGroupId, databaseGroupId }) {
    const words = ctx.words.preparation[id].claims;
    const [web, database] = await Promise.all([
      missingDoors(ctx, webGroupId, webDoors, webGroupId),
      missingDoors(ctx, databaseGroupId, databaseDoors, webGroupId),
    ]);
    return [
      seen(words.web, web.length === 0, `${webGroupId}: 22, 80`),
      seen(words.database, database.length === 0, `${databaseGroupId}: 3306 ← ${webGroupId}`),
    ];
  },

  async undo(ctx: Context) {
    const { webGroup, databaseGroup } = ctx.names.base;
    // The database's names the web servers' in its rule, so it goes first.
    for (const name of [databaseGroup, webGroup]) {
      const group = ours(await findBaseGroup(ctx, ctx.outputs.vpc.vpcId, name));
      if (group === undefined) continue;
      await removeFreed(ctx, {
        what: ctx.words.preparation[id].removing(name),
        gone: ['InvalidGroup.NotFound'],
        held: ['DependencyViolation', 'InvalidGroup.InUse'],
        send: () => ctx.aws.ec2.change(new DeleteSecurityGroupCommand({ GroupId: group.GroupId }), { repeatable: true }),
      });
    }
  },

  async byHand(ctx: Context) {
    const { webGroup, databaseGroup } = ctx.names.base;
    const { vpcId } = ctx.outputs.vpc;
    const creation = (variable: string, name: string, description: string) =>
      `${variable}=$(aws ec2 create-security-group --group-name ${pasteable(name)} --description ${pasteable(description)} --vpc-id ${vpcId} ${pasteSpecifications(['security-group'], baseTags(ctx.run))} --query GroupId --output text)`;
    return {
      clicks: [...ctx.words.preparation[id].clicks(webGroup, databaseGroup, vpcId), ctx.words.preparation.tagIt(ctx.run.id)],
      commands: [
        creation('WEB', webGroup, 'Web servers'),
        `aws ec2 authorize-security-group-ingress --group-id "$WEB" --ip-permissions 'IpProtocol=tcp,FromPort=22,ToPort=22,IpRanges=[{CidrIp=0.0.0.0/0}]' 'IpProtocol=tcp,FromPort=80,ToPort=80,IpRanges=[{CidrIp=0.0.0.0/0}],Ipv6Ranges=[{CidrIpv6=::/0}]'`,
        creation('DATABASE', databaseGroup, 'Database'),
        'aws ec2 authorize-security-group-ingress --group-id "$DATABASE" --protocol tcp --port 3306 --source-group "$WEB"',
      ],
    };
  },
});

/** What the journey has closed on purpose (and will open again when it is undone) is not missing. */
async function missingDoors(ctx: Context, groupId: string, wanted: readonly Door[], webId: string): Promise<readonly Door[]> {
  const rules = await findRules(ctx, groupId);
  const group = ours(await findBaseGroup(ctx, ctx.outputs.vpc.vpcId, ctx.names.base.webGroup));
  const closed = groupId === webId ? (rulesFromTags(group?.Tags, closedKey) ?? []) : [];
  return wanted.filter(({ port, from }) => {
    const there = rules.some(
      (rule) => rule.FromPort === port && rule.ToPort === port && (from === behindWeb ? admitsGroup(rule, webId) : sourceOf(rule) === from),
    );
    return !there && !(port === 80 && closed.some(({ source }) => source === from));
  });
}

async function make(ctx: Context, name: string, Description: string): Promise<string> {
  const { vpcId } = ctx.outputs.vpc;
  const known = ours(await findBaseGroup(ctx, vpcId, name));
  if (known !== undefined) return present(known.GroupId, 'GroupId');
  const TagSpecifications = [{ ResourceType: 'security-group' as const, Tags: baseTags(ctx.run) }];
  const command = new CreateSecurityGroupCommand({ GroupName: name, Description, VpcId: vpcId, TagSpecifications });
  await tolerate('InvalidGroup.Duplicate', ctx.aws.ec2.change(command, { repeatable: true }));
  const made = await untilVisible(ctx, ctx.words.preparation[id].waiting(name), async () => {
    const found = await findBaseGroup(ctx, vpcId, name);
    if (found.is === 'foreign') throw new UserError('name-taken', ['security group', name, found.thing.GroupId ?? '']);
    return ours(found);
  });
  return present(made.GroupId, 'GroupId');
}

async function open(ctx: Context, GroupId: string, door: Door, webId: string): Promise<void> {
  const command = new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: [permission(door, webId)] });
  await tolerate('InvalidPermission.Duplicate', ctx.aws.ec2.change(command, { repeatable: true }));
}

function permission({ port, from }: Door, webId: string): IpPermission {
  const tcp = { IpProtocol: 'tcp', FromPort: port, ToPort: port };
  if (from === behindWeb) return { ...tcp, UserIdGroupPairs: [{ GroupId: webId }] };
  return from.includes(':') ? { ...tcp, Ipv6Ranges: [{ CidrIpv6: from }] } : { ...tcp, IpRanges: [{ CidrIp: from }] };
}
