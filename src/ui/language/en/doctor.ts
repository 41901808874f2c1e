import { money } from '../format.ts';

interface RowText {
  readonly what: string;
  readonly next: string;
}

/** What `doctor` and the preflight found out about the blog, and what to do about it. */
export const doctor = {
  title: 'What was found',
  severity: { block: 'In the way', warn: 'Worth a thought', inform: 'Good to know' },
  goOn: (count: number) => `${count === 1 ? 'One thing is' : `${count} things are`} worth a thought (above). Go on?`,
  blocked: (count: number) => `${count === 1 ? 'One thing is' : `${count} things are`} in the way. Set that right first.`,
  warned: (count: number) => `Nothing is in the way, but ${count === 1 ? 'one thing is' : `${count} things are`} worth a thought.`,
  sound: 'Nothing is in the way.',
  rows: {
    'spot-server': (server: string): RowText => ({
      what: `${server} is a spot instance: AWS may take it away at any time.`,
      next: 'Make an image of it and launch it as an on-demand instance, then give the same command again.',
    }),
    'instance-store': (server: string): RowText => ({
      what: `The root disk of ${server} is an instance store: it cannot be stopped, and copies of it work otherwise.`,
      next: 'Move the blog to a server with an EBS disk first.',
    }),
    'subnet-small': (subnet: string, range: string): RowText => ({
      what: `The subnet ${subnet} (${range}) is too small for a load balancer, which wants /27 or larger.`,
      next: 'Make a larger public subnet in that zone and choose it.',
    }),
    'web-group-on-database': (group: string, database: string): RowText => ({
      what: `The database ${database} stands behind the web servers' firewall ${group}. Closing that would touch both.`,
      next: 'Give the database a security group of its own, which admits the web servers on port 3306.',
    }),
    'web-group-shared': (group: string, servers: string): RowText => ({
      what: `Other servers stand behind the firewall ${group}, too: ${servers}. Closing it would shut them off.`,
      next: 'Give them a security group of their own, and give the same command again.',
    }),
    'database-not-available': (database: string, status: string): RowText => ({
      what: `The database ${database} is ${status}.`,
      next: 'Start it (RDS → Databases → Actions → Start), wait until it is available, and give the same command again.',
    }),
    'blog-on-https': (address: string): RowText => ({
      what: `The blog already speaks HTTPS (${address}). This journey builds an entrance for HTTP, so browsers would warn, or not get in.`,
      next: 'Keep the tutorial for a blog on HTTP; for this one you need a listener on port 443 with a certificate (ACM).',
    }),
    'type-not-in-zone': (type: string, zone: string): RowText => ({
      what: `The server's type ${type} is not offered in the zone ${zone}, so there could be no twin.`,
      next: 'Choose a public subnet in another zone (--answer subnet2=…), or change the type of the first server.',
    }),
    'permissions-missing': (actions: string): RowText => ({
      what: `You are not allowed to do: ${actions}.`,
      next: 'Give what `npx redundant-blog policy` prints to whoever manages the account. (Only EC2 can be asked beforehand; for the load balancer and the database it shows in their steps.)',
    }),
    'blog-has-domain': (host: string): RowText => ({
      what: `The blog has a name of its own, ${host}. The journey moves it to the load balancer's name.`,
      next: 'Afterwards, point the name to the load balancer (CNAME or alias) and set siteurl and home back to it.',
    }),
    'index-speaks': (line: string): RowText => ({
      what: `index.php begins with a text of its own: “${line}”. It comes before every answer, so feeds and the editor's JSON are broken.`,
      next: 'Remove the first line of index.php. Our marker does not need it.',
    }),
    'object-cache': (file: string): RowText => ({
      what: `WordPress keeps settings in a cache of its own (${file}). It may go on showing the old address.`,
      next: 'Flush the cache after the address was moved (wp cache flush). With two servers it should live outside of both.',
    }),
    'salts-placeholder': (): RowText => ({
      what: 'wp-config.php still has the salts “put your unique phrase here”. Anybody can forge a login.',
      next: 'Put new ones in: https://api.wordpress.org/secret-key/1.1/salt/ gives eight lines to copy. Do it before the copy of the server is taken.',
    }),
    'lockout-plugin': (plugin: string): RowText => ({
      what: `The plugin ${plugin} locks out addresses. Behind a load balancer all readers seem to come from one address, so it might lock out everybody.`,
      next: 'Let it read X-Forwarded-For (its settings), or let Apache do so (mod_remoteip), before the address is moved.',
    }),
    'os-end-of-life': (system: string): RowText => ({
      what: `The server's system (${system}) gets no more security fixes, and its copy will not either.`,
      next: 'The journey works all the same. Plan to move to Amazon Linux 2023.',
    }),
    'database-admits-elsewhere': (database: string): RowText => ({
      what: `The firewall of the database ${database} names neither the web servers' firewall nor a network, so the second server might not get in.`,
      next: "In the database's security group, admit the web servers' security group on port 3306.",
    }),
    'database-public': (database: string): RowText => ({
      what: `The database ${database} has a public address.`,
      next: 'Your blog needs none: RDS → Modify → Connectivity → Not publicly accessible.',
    }),
    'no-backups': (database: string): RowText => ({
      what: `The database ${database} makes no automated backups. A standby is no backup: what is deleted is deleted on both.`,
      next: 'RDS → Modify → Backup retention period: 1 day or more.',
    }),
    'engine-support-ends': (engine: string, date: string): RowText => ({
      what: `The standard support of ${engine} ends on ${date}. After that AWS bills extended support by vCPU and hour, and with a standby twice.`,
      next: 'Upgrade the engine before you turn on Multi-AZ, or reckon with the fee.',
    }),
    'default-vpc': (vpc: string): RowText => ({
      what: `The blog stands in the default VPC ${vpc}, together with whatever else was started without a choice.`,
      next: 'Look closely at what belongs to the blog. Nothing else is touched.',
    }),
    'marketplace-image': (image: string): RowText => ({
      what: `The server was made from a Marketplace product (${image}): the second one is billed as a second licence, or is refused.`,
      next: "Look at the product's terms in AWS Marketplace first.",
    }),
    'no-key-pair': (server: string): RowText => ({
      what: `${server} has no key pair. The second server will have none either.`,
      next: 'That is fine with EC2 Instance Connect: leave --key out.',
    }),
    'instance-profile': (server: string, profile: string): RowText => ({
      what: `${server} has the instance profile ${profile}, and the second server gets the same.`,
      next: 'Whoever runs this needs iam:PassRole for its role. The printed policy does not name it: which role that is, only you can say.',
    }),
    'metadata-v1': (server: string): RowText => ({
      what: `${server} answers to the old form of instance metadata (IMDSv1). The second server gets the same setting.`,
      next: 'Safer: aws ec2 modify-instance-metadata-options --http-tokens required',
    }),
    'deletion-protected': (database: string): RowText => ({
      what: `The database ${database} is protected against deletion.`,
      next: 'Good. Only `finish --delete-database` would need that taken off, by you.',
    }),
    'uploads-on-one-server': (folder: string): RowText => ({
      what: `Pictures, plugins and updates are files (${folder}). From the copy on, each server has its own: what is uploaded to one is missing on the other.`,
      next: 'Upload nothing between the copy and the end of the rehearsals; for daily use put uploads on EFS or S3.',
    }),
    'xmlrpc-open': (file: string): RowText => ({
      what: `${file} is open to guesses at passwords, as it is on every WordPress. The load balancer's name gets them too.`,
      next: 'If you do not use it, a listener rule with a fixed answer for /xmlrpc.php shuts it.',
    }),
    'shallow-health-check': (): RowText => ({
      what: 'The health check asks for /readme.html, which proves that Apache lives, not that PHP or the database does. So a database that is away does not take both servers out.',
      next: 'The rehearsals ask for real pages.',
    }),
    'image-holds-secrets': (): RowText => ({
      what: 'The copy of the server holds its secrets too: the database password, the logs, the authorized keys.',
      next: 'It stays private; never share it. Undo removes it together with its snapshots.',
    }),
    'no-https': (): RowText => ({
      what: "The load balancer's own name cannot have a certificate, so the blog speaks HTTP.",
      next: 'HTTPS needs a domain of yours and a certificate (ACM); it can be added to the same load balancer later.',
    }),
    'several-blogs': (folders: string): RowText => ({
      what: `More than one WordPress is on the server: ${folders}. The journey moves the address of one; the others would be shut in with it.`,
      next: 'Move the others to a server of their own, or take their folders away, and give the same command again.',
    }),
    'key-pair-gone': (server: string, name: string): RowText => ({
      what: `${server} was launched with the key pair ${name}, and AWS has none of that name any more: a twin with it would be refused.`,
      next: `Give AWS its public half again: ssh-keygen -y -f my-key.pem > my-key.pub && aws ec2 import-key-pair --key-name ${name} --public-key-material fileb://my-key.pub`,
    }),
    'key-of-another': (file: string, name: string, server: string): RowText => ({
      what: `${file} is not the key of ${name}, with which ${server} was launched.`,
      next: 'Name the right file (--key), or leave --key out: EC2 Instance Connect needs none. If you changed the authorized keys yourself, go on.',
    }),
    'has-replicas': (database: string, replicas: string): RowText => ({
      what: `The database ${database} has read replicas (${replicas}). They get no standby, and follow it through a failover.`,
      next: 'The journey leaves them alone. They go on costing, and deleting the database makes them databases of their own.',
    }),
    'root-encrypted': (volume: string, key: string): RowText => ({
      what: `The disk of the first server (${volume}) is encrypted with ${key}, and so will be the image and the second server's disk.`,
      next: 'With the key aws/ebs nothing is to be done. A key of your own must allow you kms:CreateGrant, kms:DescribeKey and kms:GenerateDataKeyWithoutPlaintext, or the second server ends right after its start.',
    }),
    'quota-near': (running: string, more: string, quota: string): RowText => ({
      what: `${running} vCPUs run in this region and the second server needs ${more} more. Where nobody has raised it, AWS's quota is ${quota}.`,
      next: 'Look at Service Quotas → EC2 → “Running On-Demand Standard instances” and ask for more if need be: that takes a while.',
    }),
    'servers-differ': (things: string, one: string, other: string): RowText => ({
      what: `${one} and ${other} do not hold the same files: ${things}. Readers meet now the one, now the other.`,
      next: 'Copy the newer ones over (rsync), or undo from the image on and take it again. From then on install, update and upload on one server only, or keep those files outside (EFS, S3).',
    }),
    'cron-on-both': (how: string): RowText =>
      how === 'crontab'
        ? {
            what: "wp-cron is switched off for readers' visits (DISABLE_WP_CRON), so a crontab does its work. The copy of the server has that crontab, too.",
            next: 'Nothing breaks; take it off one of the servers if a job must not run twice.',
          }
        : {
            what: "WordPress does its regular work (wp-cron) on readers' visits, so on both servers. A lock in the database keeps the same job from running twice at once.",
            next: 'That is fine for a blog. Backup and mail plugins are worth a look.',
          },
    'addresses-cost': (count: string, usd: string): RowText => ({
      what: `${count} more public IPv4 addresses will be billed, about ${money(Number(usd), 'en')} a month: the second server's, and the load balancer's in two zones.`,
      next: 'They end with `finish --everything`.',
    }),
    'standby-cost': (database: string, usd: string): RowText => ({
      what: `A standby doubles what the database ${database} costs: about ${money(Number(usd), 'en')} a month more. While it is being filled, writing is slower.`,
      next: 'On a busy blog, do that step at a quiet hour. `undo multi-az` takes the standby away.',
    }),
  } satisfies Record<string, (...values: string[]) => RowText> as Record<RowId, (...values: readonly string[]) => RowText>,
};

type RowId =
  | 'spot-server'
  | 'instance-store'
  | 'subnet-small'
  | 'web-group-on-database'
  | 'web-group-shared'
  | 'database-not-available'
  | 'blog-on-https'
  | 'type-not-in-zone'
  | 'permissions-missing'
  | 'blog-has-domain'
  | 'index-speaks'
  | 'object-cache'
  | 'salts-placeholder'
  | 'lockout-plugin'
  | 'os-end-of-life'
  | 'database-admits-elsewhere'
  | 'database-public'
  | 'no-backups'
  | 'engine-support-ends'
  | 'default-vpc'
  | 'marketplace-image'
  | 'no-key-pair'
  | 'instance-profile'
  | 'metadata-v1'
  | 'deletion-protected'
  | 'uploads-on-one-server'
  | 'xmlrpc-open'
  | 'shallow-health-check'
  | 'image-holds-secrets'
  | 'no-https'
  | 'several-blogs'
  | 'key-pair-gone'
  | 'key-of-another'
  | 'has-replicas'
  | 'root-encrypted'
  | 'quota-near'
  | 'servers-differ'
  | 'cron-on-both'
  | 'addresses-cost'
  | 'standby-cost';
