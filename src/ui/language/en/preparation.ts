/** What each step of `prepare` says: the base that part 1 of the tutorial builds by hand. */

const network = {
  title: 'A network of its own',
  why: 'A VPC is a private network inside AWS. The blog gets one to itself, so that nothing in it can be mixed up with anything else in the account.',
  changes: 'Makes one VPC with the addresses 10.0.0.0/16, in which servers can be found by name (DNS).',
  readers: 'There are none yet.',
  questions: {
    name: 'What shall the network (VPC) be called?',
    nameRule: '1 to 255 characters',
  },
  waiting: (name: string) => `Making the network ${name}`,
  removing: 'Removing the network',
  claims: { names: 'The network is there, and gives its servers names' },
  clicks: (name: string, block: string): string[] => [
    'VPC → Your VPCs → Create VPC: "VPC only".',
    `Name tag: ${name}. IPv4 CIDR: ${block}. Create.`,
    'Actions → Edit VPC settings: tick "Enable DNS hostnames". Save.',
  ],
};

const subnets = {
  title: 'Four rooms in two zones',
  why: 'A subnet is a part of the network that stands in one availability zone. Servers go to the public ones; the database hides in the private ones. Two of each, in different zones, so that the blog can later outlive a zone.',
  changes: 'Makes two public and two private subnets.',
  readers: 'There are none yet.',
  waiting: (name: string) => `Making the subnet ${name}`,
  removing: 'Removing the subnets',
  claims: { zones: 'Public and private subnets stand in two zones each' },
  clicks: (vpc: string, rows: readonly string[]): string[] => [
    `VPC → Subnets → Create subnet: VPC ${vpc}.`,
    ...rows.map((row) => `Add new subnet: ${row}.`),
    'Create subnet.',
  ],
};

const internetGateway = {
  title: 'The way to the internet',
  why: 'An internet gateway is the door of the network, and a route table says who uses it. Only the public subnets get the route: nobody on the internet can call the private ones.',
  changes: 'Makes one internet gateway and one route table, and ties the two public subnets to it.',
  readers: 'There are none yet.',
  waiting: (name: string) => `Making ${name}`,
  removing: 'Removing the gateway and its route table',
  claims: {
    open: 'The public subnets lead to the internet',
    hidden: 'The private subnets do not',
  },
  clicks: (gateway: string, table: string, vpc: string, subnetNames: string): string[] => [
    `VPC → Internet gateways → Create: ${gateway}. Then Actions → Attach to VPC: ${vpc}.`,
    `VPC → Route tables → Create: ${table}, VPC ${vpc}.`,
    `Routes → Edit routes → Add route: 0.0.0.0/0, Internet Gateway ${gateway}. Save.`,
    `Subnet associations → Edit: choose ${subnetNames}. Save.`,
  ],
};

const keyPair = {
  title: 'A key for logging in',
  why: 'Servers let you in with a key, not with a password. The private half is made on this computer and stays here; AWS gets the public half only.',
  changes: 'Saves a new private key in a file that only you can read (or takes the one that is there), and hands its public half to EC2.',
  readers: 'There are none yet.',
  questions: {
    useFile: (path: string) => `There is a key in ${path} already. Use it?`,
    otherFile: 'Nothing was changed. Name another file with --key-out.',
    name: 'What shall the key pair be called?',
    nameRule: '1 to 255 letters, digits or other ASCII characters, without a space at either end',
  },
  waiting: (name: string) => `Handing over the public half of ${name}`,
  fileStays: (path: string) => `The key file ${path} stays with you.`,
  claims: { fits: (path: string) => `The key in ${path} opens what this key pair closes` },
  clicks: (name: string, path: string): string[] => [
    'EC2 → Key Pairs → Create key pair.',
    `Name: ${name}. Type: ED25519. Format: .pem. Create.`,
    `Move the file that was downloaded to ${path}, and make it yours alone: chmod 600.`,
  ],
};

const securityGroups = {
  title: 'A firewall each for the server and the database',
  why: 'A security group is a firewall around a machine. The server lets in logins (SSH) and web requests; the database lets in nobody but the server.',
  changes: 'Makes two security groups: ports 22 and 80 from anywhere for the server, port 3306 from the server only for the database.',
  readers: 'There are none yet.',
  waiting: (name: string) => `Making the security group ${name}`,
  removing: (name: string) => `Removing the security group ${name}`,
  claims: {
    web: 'The server may be called by SSH and HTTP',
    database: 'The database may be called by the server only',
  },
  clicks: (web: string, database: string, vpc: string): string[] => [
    `EC2 → Security Groups → Create security group: ${web}, VPC ${vpc}.`,
    'Inbound rules: SSH from Anywhere-IPv4; HTTP from Anywhere-IPv4 and Anywhere-IPv6. Create.',
    `Create security group: ${database}, the same VPC. Inbound rule: MYSQL/Aurora, source ${web}. Create.`,
  ],
};

const rds = {
  title: 'The database',
  why: 'WordPress keeps its posts and settings in a MySQL database. RDS runs it for you: backups, updates and, later, a standby.',
  changes: 'Makes a DB subnet group and one small MySQL database (db.t3.micro, one zone), which cannot be reached from the internet. It is billed from now on.',
  readers: 'There are none yet.',
  questions: {
    name: 'What shall the database be called?',
    nameRule: '2 to 63 small letters, digits or hyphens, beginning with a letter, with no two hyphens in a row and none at the end',
  },
  waiting: (name: string) => `AWS is building the database ${name}`,
  removing: (name: string) => `Removing ${name}`,
  claims: {
    available: 'The database is ready for use',
    hidden: 'It has no public address',
  },
  clicks: (subnetGroup: string, identifier: string, vpc: string, group: string): string[] => [
    `RDS → Subnet groups → Create: ${subnetGroup}, VPC ${vpc}, both private subnets.`,
    'RDS → Databases → Create database: Standard create, MySQL 8.4, template "Dev/Test" or "Free tier", Single DB instance.',
    `Identifier: ${identifier}. Master username: wordpress, with a password of your own. Class: db.t3.micro. Storage: gp3, 20 GB.`,
    `Connectivity: VPC ${vpc}, ${subnetGroup}, Public access: No, security group ${group}.`,
    'Additional configuration: initial database name wordpress. Create, and wait until it is "Available".',
  ],
};

const server1 = {
  title: 'The server with WordPress',
  why: 'One small server with Amazon Linux 2023. At its first start it installs Apache, PHP and WordPress by itself, by a script that it is given (user data).',
  changes:
    "Starts one server in the first public subnet; it is billed from now on. The database gets a new password, which stands in wp-config.php on the server, as in part 1, and in the server's user data: whoever may log in to the server, or read its attributes in this account, can read it there. It is kept nowhere else.",
  readers: 'There are none yet.',
  waiting: (name: string) => `Starting ${name}`,
  sharing: (name: string) => `Giving the database ${name} the password that the server knows`,
  claims: {
    well: "It runs, and AWS's checks of it pass",
    reachable: 'It has an address on the internet, and stands behind its firewall',
  },
  clicks: (name: string, key: string, subnet: string, group: string): string[] => [
    `EC2 → Instances → Launch instances: ${name}, Amazon Linux 2023, t3.micro, key pair ${key}.`,
    `Network settings → Edit: subnet ${subnet}; Auto-assign public IP: Enable; existing security group ${group}.`,
    'Launch instance. Then log in and install Apache, PHP and WordPress, as part 1 of the tutorial shows.',
  ],
};

const wordpress = {
  title: 'The first page of the blog',
  why: "A new WordPress asks for the blog's name and for its first user, the administrator, and then makes its tables in the database.",
  changes:
    "Waits until the server has installed WordPress, and fills in WordPress's own form. The administrator's password is made up, shown once, and kept nowhere.",
  readers: 'From now on there is a blog to read.',
  questions: {
    title: 'What is your blog called?',
    user: "What is the administrator's user name?",
    email: "What is the administrator's e-mail address?",
    someRule: 'It cannot be empty.',
    userRule: '1 to 60 letters, digits, spaces or _ . @ -',
    emailRule: 'An address looks like name@example.com.',
  },
  waiting: (address: string) => `Waiting until ${address} has installed WordPress`,
  password: (user: string, password: string) => `Log in to WordPress as ${user} with the password ${password}  (write it down: it is shown only now)`,
  claims: { answers: 'The blog shows its first page' },
  clicks: (address: string): string[] => [
    `Open ${address} in your browser.`,
    "Type the blog's name, a user name, a password and your e-mail address. Install WordPress.",
    'The command below tells this tool that you have done it.',
  ],
};

export const preparation = {
  vpc: network,
  subnets,
  'internet-gateway': internetGateway,
  'key-pair': keyPair,
  'security-groups': securityGroups,
  database: rds,
  'server-1': server1,
  wordpress,
  /** How a namesake differs from what the step would make. */
  notOurs: 'this preparation did not make it, so it is not touched',
  tagIt: (run: string) => `Give what you have made the tag redundant-blog:base with the value ${run}: that is how it is found.`,
};
