import type { FailureText } from './failures.ts';

/** Failures of steps and drills, and on the way to the blog. */
export const stepFailures = {
  'key-missing': (path: string): FailureText => ({
    what: `There is no key file ${path}.`,
    next: 'Name the .pem file that you got when the key pair was made, with --key; or leave --key out, and a key that lives for a minute is sent by EC2 Instance Connect.',
  }),
  'key-unreadable': (path: string, code: string): FailureText => ({
    what: `The key file ${path} cannot be read (${code}).`,
    next: 'It must be a file that belongs to you. Look at it with: ls -l',
  }),
  'key-open-to-others': (path: string, mode: string): FailureText => ({
    what: `Other people on this computer can read the key file ${path} (its mode is ${mode}).`,
    next: `Make it yours alone, as ssh demands too: chmod 600 ${path}`,
  }),
  'key-not-a-key': (path: string): FailureText => ({
    what: `${path} does not hold a private key.`,
    next: 'Name the private half of the key pair: the .pem file, not the .pub file.',
  }),
  'key-passphrase-wrong': (path: string): FailureText => ({
    what: `This passphrase does not open the key ${path}.`,
    next: 'Give the same command again and type it once more.',
  }),
  'no-way-in': (server: string, user: string): FailureText => ({
    what: `There is no key to log in to ${server} as ${user}: none was given, and EC2 Instance Connect did not take one.`,
    next: 'Name the .pem file with --key.',
  }),
  'server-without-address': (server: string): FailureText => ({
    what: `The server ${server} has no public address, so it cannot be reached from here.`,
    next: 'Is it running, and in a public subnet with a public IPv4 address? Then give the same command again.',
  }),
  'host-key-changed': (server: string, seen: string, known: string): FailureText => ({
    what: `The server that answers for ${server} is not the one that is known: it shows ${seen}, but ${known} was expected. Nothing was sent to it.`,
    next: 'If you reinstalled the server or renewed its SSH keys yourself, delete its line in the file known-servers in the state folder. If not, somebody may be in between.',
  }),
  'ssh-login-refused': (user: string, where: string): FailureText => ({
    what: `${where} does not let ${user} in with this key.`,
    next: 'Name the key pair that the server was started with (--key); EC2 → Instances shows its name.',
  }),
  'ssh-refused': (where: string): FailureText => ({
    what: `Nothing answers SSH at ${where}.`,
    next: 'Is the server running, and does its security group let you in on port 22? Then give the same command again.',
  }),
  'ssh-silent': (where: string): FailureText => ({
    what: `${where} is silent: no answer to SSH.`,
    next: 'Usually a security group that does not let your address in on port 22. Your address may have changed since yesterday.',
  }),
  'ssh-failed': (where: string, cause: string): FailureText => ({
    what: `The SSH connection to ${where} failed (${cause}).`,
    next: 'Give the same command again; if it stays so, try it with ssh itself.',
  }),
  'script-hangs': (user: string): FailureText => ({
    what: `A short command on the server (as ${user}) did not come back within a minute.`,
    next: 'Look at the load of the server, then give the same command again.',
  }),
  'script-failed': (server: string, cause: string): FailureText => ({
    what: `A command on the server ${server} failed: ${cause}`,
    next: 'Nothing was left half-written. Mend the cause (a full disk?), then give the same command again.',
  }),
  'sudo-refused': (user: string, cause: string): FailureText => ({
    what: `${user} may not act as root on the server (${cause}).`,
    next: 'Log in as a user who may use sudo without a password; on Amazon Linux that is ec2-user.',
  }),
  'wordpress-not-found': (server: string, places: string): FailureText => ({
    what: `There is no WordPress on ${server} in any of these places: ${places}`,
    next: 'Is this the right server? The tutorial puts WordPress in /var/www/html.',
  }),
  'wp-config-unclear': (name: string): FailureText => ({
    what: `In wp-config.php the value of ${name} is missing, or is computed rather than written down.`,
    next: `Write it as plain text, for example define( '${name}', '…' );`,
  }),
  'table-prefix-unusable': (prefix: string): FailureText => ({
    what: `The table prefix "${prefix}" in wp-config.php holds signs that WordPress does not allow.`,
    next: 'Only letters, digits and _ may stand in it.',
  }),
  'marker-not-ours': (server: string, path: string): FailureText => ({
    what: `On ${server} there is already a file ${path} that this tool did not write.`,
    next: 'Move it away, or skip the step.',
  }),
  'database-login-refused': (user: string, host: string): FailureText => ({
    what: `The database ${host} does not let ${user} in with the password from wp-config.php.`,
    next: 'Does the blog itself work? Then give the same command again; if not, mend DB_USER and DB_PASSWORD first.',
  }),
  'database-without-tls': (host: string): FailureText => ({
    what: `${host} is an RDS database, but offers no encryption (TLS). Nothing was sent to it.`,
    next: 'RDS always offers TLS, so something else may answer by that name. Look at the name server of the VPC.',
  }),
  'database-not-who-it-says': (host: string, cause: string): FailureText => ({
    what: `The database could not prove that it is ${host} (${cause}). Nothing was sent to it.`,
    next: "Amazon's certificate authorities come along, but a region opened after 2022 may have a newer one: download global-bundle.pem (truststore.pki.rds.amazonaws.com) and name it with --rds-ca.",
  }),
  'database-not-wordpress': (name: string, table: string): FailureText => ({
    what: `There is no table ${table} in the database "${name}".`,
    next: 'Compare DB_NAME and $table_prefix in wp-config.php with what is in the database.',
  }),
  'database-unreachable': (host: string, cause: string): FailureText => ({
    what: `The server cannot reach the database ${host} (${cause}).`,
    next: 'Is the database available, and does its security group let the web servers in on port 3306?',
  }),
  'site-address-missing': (row: string): FailureText => ({
    what: `The row "${row}" is missing in wp_options.`,
    next: 'WordPress cannot live without it: is this the right database?',
  }),
  'address-changed-meanwhile': (siteurl: string, home: string, siteurlNow: string, homeNow: string): FailureText => ({
    what: `Somebody changed the blog's address in this very moment: siteurl was ${siteurl} and is ${siteurlNow} now, home was ${home} and is ${homeNow} now. Theirs was left as it is; nothing was written.`,
    next: 'Ask whoever else works on the blog. The same command again goes on from the address that is there now, and undo will give that one back.',
  }),
  'address-fixed-in-wp-config': (server: string, names: string): FailureText => ({
    what: `wp-config.php on ${server} fixes the blog's address (${names}), so the address in the database has no effect.`,
    next: 'Take those lines out, see that the blog still works, and give the same command again.',
  }),
  'only-by-ssh': (): FailureText => ({
    what: 'This step was done on the server itself, which cannot be reached with --api-only. It was not taken back.',
    next: 'Give the same command again without --api-only.',
  }),
  'blog-is-multisite': (server: string): FailureText => ({
    what: `The WordPress on ${server} is a network of sites (multisite). Their addresses stand in many tables, which this tool does not change.`,
    next: 'It cannot be done with this tool; nothing was changed.',
  }),

  'no-server': (region: string): FailureText => ({
    what: `There is no server in the region ${region}.`,
    next: 'Is it the right account and region (--region)? Without a blog to begin with, practise in the lab: --lab',
  }),
  'no-such-server': (server: string, region: string): FailureText => ({
    what: `The server ${server} does not exist in ${region} (any more).`,
    next: 'Look at EC2 → Instances. If it was terminated, the steps that made it can be done again: give the same command again.',
  }),
  'server-not-running': (server: string, state: string): FailureText => ({
    what: `The server ${server} is not running (${state}).`,
    next: `Start it (aws ec2 start-instances --instance-ids ${server}), see that the blog answers, and give the same command again.`,
  }),
  'server-ended': (server: string, cause: string): FailureText => ({
    what: `The server ${server} has ended (${cause}).`,
    next: 'Give the same command again: the step is then done anew.',
  }),
  'server-not-back': (address: string, seen: string): FailureText => ({
    what: `After its restart the server at ${address} does not show /readme.html again (${seen}).`,
    next: 'Log in and look: sudo systemctl status httpd. Then give the same command again.',
  }),
  'no-second-public-subnet': (vpc: string, zone: string): FailureText => ({
    what: `In the network ${vpc} there is no public subnet outside the zone ${zone}, so there is no place for a second server.`,
    next: 'Make a subnet in another availability zone, with a route to the internet gateway (VPC → Subnets), and give the same command again.',
  }),
  'no-such-subnet': (subnet: string, vpc: string): FailureText => ({
    what: `The subnet ${subnet} is not in the network ${vpc}.`,
    next: 'Choose one of its public subnets.',
  }),
  'subnet-not-public': (subnet: string): FailureText => ({
    what: `The subnet ${subnet} has no way to the internet: its route table has no route 0.0.0.0/0 to an internet gateway.`,
    next: 'Add that route (VPC → Route tables), and give the same command again.',
  }),
  'subnet-full': (subnet: string, free: number, needed: number): FailureText => ({
    what: `The subnet ${subnet} has only ${free} free addresses; a load balancer needs ${needed}.`,
    next: 'Free some, or use a larger subnet.',
  }),
  'subnets-in-one-zone': (one: string, other: string, zone: string): FailureText => ({
    what: `${one} and ${other} are both in the zone ${zone}, whatever their names say.`,
    next: 'Choose a subnet in another zone.',
  }),
  'no-web-firewall': (server: string, groups: string): FailureText => ({
    what: `No security group of ${server} (${groups}) lets web requests in on port 80.`,
    next: 'Does the blog answer at all? If it is behind something else already, this tool does not know what to do.',
  }),
  'no-database': (vpc: string): FailureText => ({
    what: `There is no RDS database in the network ${vpc}.`,
    next: 'The blog must keep its data in RDS, as part 1 of the tutorial sets it up.',
  }),
  'no-such-database': (name: string, region: string): FailureText => ({
    what: `There is no database ${name} in ${region}.`,
    next: 'Look at RDS → Databases.',
  }),
  'database-is-cluster': (name: string, engine: string): FailureText => ({
    what: `The database ${name} belongs to a cluster (${engine}). Clusters have a standby of another kind, which this tool does not handle.`,
    next: 'Nothing was changed.',
  }),
  'database-is-replica': (name: string, source: string): FailureText => ({
    what: `The database ${name} is a read replica of ${source}.`,
    next: 'The blog must use the original.',
  }),
  'database-engine': (name: string, engine: string): FailureText => ({
    what: `The database ${name} is ${engine}; WordPress uses MySQL or MariaDB.`,
    next: 'Is it the right database?',
  }),
  'database-in-one-zone': (name: string, group: string, zones: string): FailureText => ({
    what: `The subnets of the database ${name} (subnet group ${group}) are all in one zone (${zones}), so there is no place for a standby.`,
    next: 'Add a subnet of another zone to the subnet group (RDS → Subnet groups), and give the same command again.',
  }),
  'database-not-the-blogs': (used: string, found: string): FailureText => ({
    what: `The blog uses the database at ${used} (DB_HOST in wp-config.php), but ${found} was chosen.`,
    next: 'DB_HOST must be the endpoint of the RDS database itself, or a failover will not reach the blog.',
  }),
  'database-pending': (name: string, changes: string): FailureText => ({
    what: `The database ${name} has other changes pending (${changes}), which would be carried out now, too.`,
    next: 'Wait for its maintenance window, or take them back, and give the same command again.',
  }),
  'database-not-ready': (name: string, state: string): FailureText => ({
    what: `The database ${name} is not at rest with a standby (${state}).`,
    next: 'Wait until it is available, and give the same command again.',
  }),
  'database-gone': (name: string): FailureText => ({
    what: `The database ${name} is not there any more.`,
    next: 'If you deleted it with a final snapshot, RDS → Snapshots can bring it back. After a restore, siteurl may still be the load balancer of that time.',
  }),
  'database-protected': (name: string): FailureText => ({
    what: `The database ${name} is protected against deletion.`,
    next: `It stays. If you really want it gone: aws rds modify-db-instance --db-instance-identifier ${name} --no-deletion-protection --apply-immediately`,
  }),
  'web-server-not-enabled': (server: string, units: string): FailureText => ({
    what: `On ${server}, ${units} runs now but does not start by itself. After the first restart the blog would be gone.`,
    next: `Log in and type: sudo systemctl enable ${units}`,
  }),
  'health-page-missing': (url: string, seen: string): FailureText => ({
    what: `${url} does not answer with 200 (${seen}). The load balancer asks for this page to see whether a server is well.`,
    next: "Bring WordPress's readme.html back, or let it be read.",
  }),

  'name-taken': (kind: string, name: string, id: string): FailureText => ({
    what: `The name "${name}" is taken by something else (${kind}, ${id}).`,
    next: 'Give the same command again, and adopt it or choose another name.',
  }),
  'run-held-elsewhere': (run: string, name: string, id: string): FailureText => ({
    what: `"${name}" (${id}) of run ${run} was made a moment ago, and not from here: somebody else works on this run, on another machine.`,
    next: 'Let one of you go on. When they have stopped, give the same command again: it goes on from what is there.',
  }),
  'image-failed': (name: string, cause: string): FailureText => ({
    what: `AWS could not make the image ${name} (${cause}).`,
    next: 'Give the same command again: the failed image is removed and made anew.',
  }),
  'launch-failed': (name: string, zone: string, cause: string): FailureText => ({
    what: `AWS could not start ${name} in ${zone}: ${cause}`,
    next: 'Without room there, wait a while or use another type; with a quota used up, ask for more (Service Quotas). Then give the same command again.',
  }),
  'listener-taken': (listener: string): FailureText => ({
    what: `Port 80 of the load balancer leads somewhere else already (${listener}).`,
    next: 'Remove that listener, or use another load balancer.',
  }),
  'firewall-wider': (group: string, rules: string): FailureText => ({
    what: `The firewall ${group} lets web requests in by wider rules, too: ${rules}. Taking those away could close more than the web.`,
    next: 'Replace them by rules for single ports (EC2 → Security Groups), and give the same command again.',
  }),
  'firewall-shared': (group: string, servers: string): FailureText => ({
    what: `Other servers stand behind the firewall ${group}, too: ${servers}. Closing it would shut them off.`,
    next: 'Give them a security group of their own, and give the same command again.',
  }),
  'balancer-not-through': (entrance: string, seen: string): FailureText => ({
    what: `${entrance} does not show the blog (${seen}), so the servers were not closed.`,
    next: 'Look at the target group in EC2; when the blog answers, give the same command again.',
  }),
  'doors-still-open': (urls: string): FailureText => ({
    what: `The rules were taken away, but ${urls} still answers. The rules were put back.`,
    next: 'Another security group of the server may let web requests in. Look at it, and give the same command again.',
  }),
  'drill-without-spare': (server: string, health: string): FailureText => ({
    what: `The other server ${server} is not well (${health}). Stopping one now would take the blog down.`,
    next: 'Bring it back first, and give the same command again.',
  }),
  'multi-az-refused': (name: string, code: string, cause: string): FailureText => ({
    what: `AWS does not give ${name} a standby (${code}): ${cause}`,
    next: 'On a free plan Multi-AZ may not be allowed; with too few zones the subnet group is to be mended.',
  }),
  'failover-abandoned': (name: string): FailureText => ({
    what: `AWS gave the failover of ${name} up, since another one was too recent.`,
    next: 'Wait ten minutes, and give the same command again.',
  }),
  'snapshot-taken': (snapshot: string, of: string): FailureText => ({
    what: `There is a snapshot ${snapshot} already (of ${of}). The database was not deleted.`,
    next: 'Rename or delete that snapshot if you do not need it, and give the same command again.',
  }),
  'snapshot-failed': (snapshot: string): FailureText => ({
    what: `The last copy ${snapshot} failed.`,
    next: 'Look at RDS → Snapshots and at the events of the database.',
  }),
};
