/** What each step says: a thing is told in plain words first, and by AWS's name second. */

const preflight = {
  title: 'Look at the blog as it is today',
  why: 'Before anything is built, we find your server, its network and its database, and make sure that nothing in them would stop the journey half-way. Today each of them is alone: when one stops, the blog stops.',
  changes: 'Puts a few tags (small labels) on your first server, so that this work can be taken up again from any computer. Nothing else.',
  readers: 'Nothing.',
  questions: {
    server: 'Which server is your blog on?',
    subnet: 'The second server goes to another zone. Which public subnet (part of the network that the internet can reach) shall it stand in?',
    webGroup: 'Which of these firewalls (security groups) lets the readers in?',
    database: 'Which database does your blog use?',
    otherRun: (server: string, run: string) => `${server} belongs to another run (${run}), which would lose it. Take it over for this one?`,
  },
  claims: {
    who: 'This is the account and the region you work in',
    zones: 'There is a public place for a second server in another zone',
    database: (name: string) => `The subnets of the database ${name} reach over two zones, so that it can have a standby`,
    answers: 'The blog answers',
  },
  clicks: (server: string): string[] => [
    'At the top right of the console, check the account and the region.',
    `EC2 → Instances: find ${server}, and note its VPC, its subnet and its security group.`,
    'VPC → Subnets: find a public subnet of the same VPC in another availability zone.',
    'RDS → Databases: find the database whose endpoint stands in wp-config.php as DB_HOST.',
  ],
};

const markServer1 = {
  title: 'Let the first server say who it is',
  why: 'Soon two servers will show the same blog, and you will want to see which of them answered. Each one gets a small name tag, shown at the foot of every page and sent along with every answer.',
  changes: 'Adds one small file (a WordPress "must-use plugin") to the server. Your posts, your theme and index.php stay as they are.',
  readers: 'The name "Web Server1" at the foot of the pages.',
};

const createImage = {
  title: 'Take a copy of the server',
  why: 'An image (AMI) is a full copy of a server: its system, WordPress and settings. A second server made from it is a twin of the first, with nothing to install.',
  changes: 'Makes one image and the disk snapshot that belongs to it. The server restarts once, so that the copy is complete.',
  readers: 'The blog is away for about a minute while the server restarts. It keeps its address.',
  questions: {
    name: 'What shall the image be called?',
    nameRule: "3 to 128 letters, digits, spaces or ( ) [ ] . / - ' @ _",
    way: 'How shall the copy be taken?',
    reboot: 'Restart the server (away for about a minute, keeps its address)',
    stop: 'Stop it, copy, start it again, as in the tutorial (away for several minutes, gets another address)',
  },
  addressWillChange:
    'The server gets another public address when it starts again, but WordPress still holds the old one: until the load balancer is there, links on the blog lead nowhere.',
  waiting: (name: string) => `Copying the server's disk into the image ${name}`,
  claims: {
    available: 'The image is ready for use',
    source: 'It was made from your first server',
  },
  clicks: (server: string, name: string): string[] => [
    `EC2 → Instances: choose ${server}.`,
    'Actions → Image and templates → Create image.',
    `Image name and description: ${name}. Leave the rest, and click "Create image".`,
    'EC2 → AMIs: wait until its status is "Available".',
  ],
};

const launchServer2 = {
  title: 'Start the second server',
  why: 'The twin goes to another availability zone, which is a separate group of data centres. If one zone loses its power, the other goes on.',
  changes: 'Starts one server from the image, with the size, the key, the firewall and the settings of the first. It is billed from now on.',
  readers: 'Nothing: no reader is sent to it yet.',
  questions: {
    name: 'What shall the second server be called?',
    nameRule: (taken: string) => `1 to 80 characters, and not ${taken}: the two must be told apart`,
  },
  waiting: (name: string) => `Starting ${name}`,
  claims: {
    well: "It runs, and AWS's checks of it pass",
    elsewhere: 'It stands in another zone than the first server',
    answers: 'It shows /readme.html to whoever asks it',
  },
  clicks: (image: string, subnet: string, group: string, name: string): string[] => [
    `EC2 → AMIs: choose ${image}, then "Launch instance from AMI".`,
    `Name: ${name}. Instance type and key pair: as those of the first server.`,
    `Network settings → Edit: subnet ${subnet}; Auto-assign public IP: Enable; existing security group ${group}.`,
    'Launch instance, and wait until it is "Running" and its status checks have passed.',
  ],
};

const markServer2 = {
  title: 'Let the second server say who it is',
  why: 'The twin still believes it is "Web Server1", because it is an exact copy. From here on it says its own name.',
  changes: 'Writes the name in the same small file on the second server.',
  readers: 'Nothing.',
};

const balancerFirewall = {
  title: 'A firewall for the entrance',
  why: 'The blog gets one entrance, the load balancer. A security group is the firewall around it: everyone may come in by HTTP, and by nothing else.',
  changes: 'Makes one security group with one rule: port 80, from anywhere.',
  readers: 'Nothing.',
  questions: {
    name: 'What shall the firewall (security group) of the load balancer be called?',
    nameRule: '1 to 255 letters, digits, spaces or ._-:/()#,@[]+=&;{}!$*, not beginning with sg-',
  },
  waiting: (name: string) => `Making the security group ${name}`,
  removing: 'Removing the firewall of the load balancer (AWS lets go of it some minutes after the load balancer is gone)',
  claims: { open: 'Everyone may reach the entrance on port 80' },
  clicks: (name: string, vpc: string): string[] => [
    'EC2 → Security Groups → Create security group.',
    `Name and description: ${name}. VPC: ${vpc}.`,
    'Inbound rules → Add rule: type HTTP, source Anywhere-IPv4. Create.',
  ],
};

const targetGroup = {
  title: 'The list of servers to send readers to',
  why: 'A target group is a list of servers with a health check: every 10 seconds each one is asked for /readme.html, and whoever fails twice gets no more readers. (The console would ask every 30 seconds; we ask more often, so that a failure is noticed sooner.)',
  changes: 'Makes one target group and puts both servers on it.',
  readers: 'Nothing.',
  questions: {
    name: 'What shall the list of servers (target group) be called?',
    nameRule: '1 to 32 letters, digits or hyphens, with no hyphen at either end',
  },
  waiting: (name: string) => `Making the target group ${name}`,
  removing: 'Removing the target group',
  claims: { registered: 'Both servers are on the list' },
  clicks: (name: string, path: string): string[] => [
    'EC2 → Target Groups → Create target group: type Instances.',
    `Name: ${name}. Protocol HTTP, port 80, the VPC of the blog.`,
    `Health check path: ${path}. Under "Advanced": thresholds 2 and 2, timeout 5, interval 10 seconds.`,
    'Next: choose both servers, "Include as pending below", Create.',
  ],
};

const loadBalancer = {
  title: 'One entrance for both servers',
  why: 'A load balancer has one name that never changes, and hands each request to a server that is well. Without it, a reader would have to know which of the two servers works today.',
  changes: 'Makes one application load balancer in both zones, and a listener that hands requests on port 80 to the target group. It is billed from now on.',
  readers: 'Nothing: the old address still works as before.',
  questions: {
    name: 'What shall the load balancer be called?',
    nameRule: '1 to 32 letters, digits or hyphens, with no hyphen at either end, and not beginning with internal-',
  },
  making: (name: string) => `Asking for the load balancer ${name}`,
  listening: 'Opening port 80 of the load balancer',
  waiting: (name: string) => `AWS is building the load balancer ${name}`,
  removing: 'Removing the load balancer',
  claims: {
    healthy: 'The load balancer finds both servers well',
    bothAnswer: 'Through the load balancer, pages come from both servers',
  },
  clicks: (name: string, subnets: string, group: string, targets: string): string[] => [
    'EC2 → Load Balancers → Create load balancer → Application Load Balancer.',
    `Name: ${name}. Scheme: Internet-facing. IP address type: IPv4.`,
    `Network mapping: the VPC of the blog, both zones, subnets ${subnets}.`,
    `Security groups: only ${group}. Listener HTTP:80 → forward to ${targets}.`,
    'Create, and wait until its state is "Active" and both targets are "healthy".',
  ],
};

const siteAddress = {
  title: "Move the blog's address to the entrance",
  why: "WordPress keeps its own address in the database and writes it into every link. As long as that is the first server's address, every link leads past the load balancer.",
  changes:
    'Changes two rows of the table wp_options (siteurl and home). The old values are kept for undo. Other texts that name the old address are listed, and rewritten only if you say so.',
  readers: "The address in the browser becomes the load balancer's. Old bookmarks still work until the servers are closed to the outside.",
  claims: {
    rows: 'Both rows in the database hold the new address',
    links: 'Pages from the load balancer lead back to it, and to none of the old addresses',
    linksButPosts: 'Pages from the load balancer lead back to it; old addresses stand only where somebody wrote them into a text',
  },
  others: {
    found: (count: number, address: string) =>
      `${count === 1 ? 'One text' : `${count} texts`} in the database still ${count === 1 ? 'names' : 'name'} the old address ${address}:`,
    place: (column: string, rows: number, left: number) => `${column}: ${rows}${left === 0 ? '' : ` (${left} cannot be rewritten)`}`,
    question: (count: number) => `Give the new address to ${count === 1 ? 'it' : `these ${count}`}, too? (Undo restores every one.)`,
    later: 'To rewrite them (serialised values included, guids left alone): npx redundant-blog setup --only site-address --rewrite-rows',
    rewritten: (count: number, address: string) => `${count === 1 ? 'One text names' : `${count} texts name`} ${address} now.`,
    stayed: (count: number) =>
      `${count === 1 ? 'One stays as it is' : `${count} stay as they are`}: not whole when unserialised, too long for the column, without a key of its own, changed meanwhile, or not to be restored to the letter.`,
  },
  clicks: (balancer: string): string[] => [
    `EC2 → Load Balancers → ${balancer}: copy its DNS name, in lower case.`,
    'The rest is done in the database, from the server, with the commands below. (The name of the database, its user and the prefix wp_ stand in wp-config.php.)',
  ],
};

const webFirewall = {
  title: 'Close the side doors',
  why: 'The servers still answer anyone who knows their own address. From now on they accept web requests from the load balancer only. Logging in by SSH stays as it is.',
  changes:
    'In the firewall of the web servers: adds the load balancer on port 80, checks that it gets through, and only then takes away "anyone". If the check fails, the old rules come back.',
  readers: 'Nothing through the load balancer. The old addresses of the servers stop answering.',
  claims: {
    refused: 'Asked by their own addresses, the servers do not answer',
    through: 'Through the load balancer, the blog answers',
    healthy: 'The load balancer still finds both servers well',
  },
  clicks: (group: string, balancerGroup: string): string[] => [
    `EC2 → Security Groups → ${group} → Edit inbound rules.`,
    `Add rule: type HTTP, source ${balancerGroup}. Save, and see that the blog still answers through the load balancer.`,
    'Edit again: delete the HTTP rules whose source is 0.0.0.0/0 or ::/0. Leave SSH (22) as it is. Save.',
  ],
};

const drillWeb = {
  title: 'Rehearse: a server fails',
  why: 'A spare that was never tried is only a hope. We stop one server on purpose, keep asking for the blog five times a second, and count what readers would have seen.',
  changes: 'Stops one server and starts it again, always, even if you interrupt. Its public address changes, which no longer matters.',
  readers: 'Perhaps a few failed requests until the load balancer has noticed. The count is what we measure.',
  noticing: 'Waiting for the load balancer to notice',
  claims: {
    survived: 'The blog went on with one server',
    backAgain: 'Both servers are back',
  },
  clicks: (server: string): string[] => [
    `EC2 → Instances: choose ${server}, Instance state → Stop instance.`,
    'Keep reloading the blog through the load balancer: only the other name shows, and the blog stays.',
    'Start the server again (Instance state → Start instance), and wait until both targets are "healthy".',
  ],
};

const multiAz = {
  title: 'A standby for the database',
  why: 'Both servers use one database, and it is alone. Multi-AZ gives it a standby in another zone: every write is on both before it counts, and when the first fails, the standby takes over by itself.',
  changes: 'Turns on Multi-AZ for the database, now. From then on it costs about twice as much.',
  readers: 'Nothing breaks. Pages may be a little slow while the data are being copied.',
  questions: {
    pending: (names: string) => `Other changes of this database wait for its maintenance window (${names}). They would be carried out now, too. Go on?`,
  },
  asking: (name: string) => `Asking for a standby for ${name}`,
  waiting: (name: string) => `AWS is building the standby of ${name} and copying the data`,
  removing: (name: string) => `Taking the standby of ${name} away`,
  claims: { standby: 'The database has a standby in another zone, and nothing about it is pending' },
  clicks: (name: string): string[] => [
    `RDS → Databases → ${name} → Modify.`,
    'Availability & durability: "Create a standby instance". Continue.',
    'Schedule modifications: "Apply immediately". Modify DB instance.',
    'Wait until its status is "Available" and Multi-AZ says "Yes".',
  ],
};

const drillDatabase = {
  title: 'Rehearse: the database fails',
  why: 'We make the standby take over (a reboot with failover) and measure how long the blog is away. AWS says one to two minutes is usual.',
  changes: 'Reboots the database with failover, exactly once. No data are lost.',
  readers: 'An error page for about a minute or two. Both servers are well, but have no database to ask.',
  questions: { again: 'A failover was to be started, but no trace of one is to be seen. Start it now?' },
  earlier: 'An earlier run meant to start the failover. Looking whether it happened, so that there is no second outage.',
  tracing: 'Looking for traces of the failover',
  waiting: 'The standby is taking over',
  claims: {
    tookOver: 'The standby has taken over, as AWS itself reports',
    measured: 'What readers met meanwhile',
    answers: 'The blog shows its pages again',
  },
  clicks: (name: string): string[] => [
    `RDS → Databases: choose ${name}, Actions → Reboot.`,
    'Tick "Reboot With Failover?", Confirm.',
    'Keep reloading the blog: an error for a minute or two, then pages again.',
    `${name} → Logs & events: "Multi-AZ instance failover completed".`,
  ],
};

const finish = {
  title: 'What is there now, and what it costs',
  why: 'What keeps the blog up is billed for as long as it exists, whether anybody reads it or not. So here is the whole list, to be looked at before it is forgotten.',
  changes: 'Nothing. (Deleting is separate: `finish --delete-database` or `finish --everything`.)',
  readers: 'Nothing.',
  deleting: (name: string) => `Deleting the database ${name}`,
  copying: (snapshot: string) => `Taking the last copy, ${snapshot}`,
  claims: {
    costs: (thing: string, usd: number) => `${thing}: about $${usd.toFixed(2)} a month`,
    sum: (usd: number) => `In all about $${usd.toFixed(2)} a month, for as long as it exists`,
    priceTable: (date: string, region: string) => `a table of ${date} for ${region}, on demand, without traffic; AWS's price pages decide`,
  },
  clicks: [
    'EC2: Instances, Volumes, Load Balancers, AMIs and Snapshots.',
    'RDS: Databases and Snapshots.',
    'Billing and Cost Management → Bills: what it came to so far this month.',
  ],
};

/** What both marking steps say. */
const marker = {
  question: 'How shall the servers say their names?',
  plugin: 'In a header and at the foot of the pages, by a small plugin (breaks nothing)',
  tutorial: 'As in the tutorial: text at the top of index.php (breaks the block editor and feeds)',
  against:
    'Text before "<?php" comes before every answer of WordPress: the JSON of the block editor is no JSON any more, feeds and sitemaps are no XML, redirects and logins may fail, and an update of WordPress overwrites it. `undo mark-server-1` takes it out again.',
  shows: (name: string) => `The pages of the server say "${name}"`,
  jsonWhole: 'What is not a page (the JSON that the editor lives on) is whole',
  clicks: (name: string): string[] => [
    `There is nothing to click: log in to the server and write the file. (The tutorial puts "${name}" at the top of index.php. That shows too, but it breaks the block editor, whose JSON then begins with that text.)`,
  ],
};

/** How something that is there already differs from what a step would make. */
const differences = {
  source: (id: string) => `it was made from another server (${id})`,
  state: (state: string) => `its state is ${state}`,
  zone: (zone: string) => `it stands in the same zone as the first server (${zone})`,
  firewall: (own: string, wanted: string) => `its security groups are ${own}, without ${wanted}`,
  image: (id: string) => `it was started from another image (${id})`,
  type: (own: string, wanted: string) => `its type is ${own}; the first server's is ${wanted}`,
  notOpen: 'it does not let everyone in on port 80',
  network: (vpc: string) => `it belongs to another network (${vpc})`,
  port: (own: string) => `it sends to ${own}, not to HTTP 80`,
  targetType: (own: string) => `its targets are of the type "${own}", not "instance"`,
  healthPath: (own: string) => `its health check asks for ${own}`,
  balancerType: (own: string) => `it is of the type "${own}", not "application"`,
  scheme: (own: string) => `it is "${own}", not "internet-facing"`,
  subnets: (own: string) => `it stands in other subnets (${own})`,
};

/** What is no longer as it was set up: the names of things and settings, and what stands for a value where there is none. */
const drift = {
  gone: 'not there',
  there: 'there',
  none: 'none',
  unseen: 'cannot be seen from here',
  run: (thing: string) => `whose it is (tag redundant-blog:run of ${thing})`,
  tag: (key: string, thing: string) => `tag ${key} of ${thing}`,
  picks: (server: string) => `what the run chose, as tags on ${server}`,
  server: (name: string) => `server ${name}`,
  checksFail: 'status checks not passed',
  checksPass: 'status checks passed',
  marker: (server: string) => `name on the pages of ${server} (X-Served-By)`,
  othersFile: (path: string) => `another file stands there (${path})`,
  image: (name: string) => `image ${name}`,
  securityGroup: (name: string) => `security group ${name}`,
  admits: (group: string) => `who is let in on port 80 by security group ${group}`,
  targetGroup: (name: string) => `target group ${name}`,
  targets: (group: string) => `servers on the list of target group ${group}`,
  loadBalancer: (name: string) => `load balancer ${name}`,
  listener: (balancer: string) => `listener HTTP 80 of load balancer ${balancer}`,
  health: (server: string) => `health of ${server}`,
  database: (name: string) => `database ${name}`,
  multiAz: (name: string) => `Multi-AZ of database ${name}`,
  address: (setting: string) => `${setting} in WordPress`,
  fixed: (server: string) => `address fixed in wp-config.php of ${server}`,
};

export const steps = {
  preflight,
  'mark-server-1': markServer1,
  'create-image': createImage,
  'launch-server-2': launchServer2,
  'mark-server-2': markServer2,
  'balancer-firewall': balancerFirewall,
  'target-group': targetGroup,
  'load-balancer': loadBalancer,
  'site-address': siteAddress,
  'web-firewall': webFirewall,
  'drill-web': drillWeb,
  'multi-az': multiAz,
  'drill-database': drillDatabase,
  finish,
  marker,
  differences,
  drift,
};
