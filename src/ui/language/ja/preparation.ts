import type { preparation as english } from '../en/preparation.ts';

const network = {
  title: 'ブログ専用のネットワークを作る',
  why: 'VPC は AWS の中のプライベートなネットワークです。ブログだけのものを用意して、アカウント内のほかのものと混ざらないようにします。',
  changes: 'アドレス範囲 10.0.0.0/16 の VPC を 1 つ作り、中のサーバーを名前で探せるように DNS を有効にします。',
  readers: 'まだ読者はいません。',
  questions: {
    name: 'ネットワーク(VPC)の名前は何にしますか?',
    nameRule: '1〜255 文字にしてください',
  },
  waiting: (name: string) => `ネットワーク ${name} を作っています`,
  removing: 'ネットワークを消しています',
  claims: { names: 'ネットワークがあり、サーバーに名前が付きます' },
  clicks: (name: string, block: string): string[] => [
    'VPC →「お使いの VPC」→「VPC を作成」で「VPC のみ」を選びます。',
    `名前タグに ${name}、IPv4 CIDR に ${block} と入力して作成します。`,
    '「アクション」→「VPC の設定を編集」で「DNS ホスト名を有効化」にチェックを入れて保存します。',
  ],
};

const subnets = {
  title: '2 つのゾーンに 4 つの区画を作る',
  why: 'サブネットはネットワークの区画で、1 つのアベイラビリティーゾーンの中にあります。サーバーはパブリックな区画に、データベースはプライベートな区画に置きます。あとでゾーンの障害に耐えられるように、どちらも別々のゾーンに 2 つずつ作ります。',
  changes: 'パブリックサブネットとプライベートサブネットを 2 つずつ作ります。',
  readers: 'まだ読者はいません。',
  waiting: (name: string) => `サブネット ${name} を作っています`,
  removing: 'サブネットを消しています',
  claims: { zones: 'パブリックもプライベートも、2 つのゾーンに分かれています' },
  clicks: (vpc: string, rows: readonly string[]): string[] => [
    `VPC →「サブネット」→「サブネットを作成」で、VPC に ${vpc} を選びます。`,
    ...rows.map((row) => `「新しいサブネットを追加」で ${row} を入力します。`),
    '「サブネットを作成」をクリックします。',
  ],
};

const internetGateway = {
  title: 'インターネットへの出入口を作る',
  why: 'インターネットゲートウェイはネットワークの玄関で、だれがそこを通るかはルートテーブルが決めます。経路を持つのはパブリックサブネットだけなので、プライベートサブネットにはインターネットから届きません。',
  changes: 'インターネットゲートウェイとルートテーブルを 1 つずつ作り、2 つのパブリックサブネットを結び付けます。',
  readers: 'まだ読者はいません。',
  waiting: (name: string) => `${name} を作っています`,
  removing: 'ゲートウェイとルートテーブルを消しています',
  claims: {
    open: 'パブリックサブネットはインターネットにつながっています',
    hidden: 'プライベートサブネットはつながっていません',
  },
  clicks: (gateway: string, table: string, vpc: string, subnetNames: string): string[] => [
    `VPC →「インターネットゲートウェイ」で ${gateway} を作成し、「アクション」→「VPC にアタッチ」で ${vpc} を選びます。`,
    `VPC →「ルートテーブル」で ${table} を VPC ${vpc} に作成します。`,
    `「ルートを編集」で 0.0.0.0/0、送信先「インターネットゲートウェイ」${gateway} を追加して保存します。`,
    `「サブネットの関連付けを編集」で ${subnetNames} を選んで保存します。`,
  ],
};

const keyPair = {
  title: 'ログインのための鍵を作る',
  why: 'サーバーにはパスワードではなく鍵でログインします。秘密鍵はこのパソコンで作り、ここから外に出しません。AWS に渡すのは公開鍵だけです。',
  changes: '新しい秘密鍵を、あなただけが読めるファイルに保存し(すでにあればそれを使い)、公開鍵を EC2 に登録します。',
  readers: 'まだ読者はいません。',
  questions: {
    useFile: (path: string) => `${path} にはすでに鍵があります。これを使いますか?`,
    otherFile: '何も変更していません。別のファイルを --key-out で指定してください。',
    name: 'キーペアの名前は何にしますか?',
    nameRule: '1〜255 文字の ASCII 文字で、両端に空白を入れないでください',
  },
  waiting: (name: string) => `${name} の公開鍵を登録しています`,
  fileStays: (path: string) => `鍵のファイル ${path} はお手元に残しています。`,
  claims: { fits: (path: string) => `${path} の鍵は、このキーペアと対になっています` },
  clicks: (name: string, path: string): string[] => [
    'EC2 →「キーペア」→「キーペアを作成」をクリックします。',
    `名前は ${name}、タイプは ED25519、形式は .pem にして作成します。`,
    `ダウンロードしたファイルを ${path} に移し、chmod 600 で自分だけが読めるようにします。`,
  ],
};

const securityGroups = {
  title: 'サーバーとデータベースのファイアウォールを作る',
  why: 'セキュリティグループは、機器のまわりのファイアウォールです。サーバーはログイン(SSH)と Web のリクエストを通し、データベースはサーバーだけを通します。',
  changes: 'セキュリティグループを 2 つ作ります。サーバー用はどこからでもポート 22 と 80、データベース用はサーバーからのポート 3306 だけを通します。',
  readers: 'まだ読者はいません。',
  waiting: (name: string) => `セキュリティグループ ${name} を作っています`,
  removing: (name: string) => `セキュリティグループ ${name} を消しています`,
  claims: {
    web: 'サーバーには SSH と HTTP で届きます',
    database: 'データベースにはサーバーからだけ届きます',
  },
  clicks: (web: string, database: string, vpc: string): string[] => [
    `EC2 →「セキュリティグループ」→「セキュリティグループを作成」で、${web} を VPC ${vpc} に作ります。`,
    'インバウンドルールに、SSH(Anywhere-IPv4)、HTTP(Anywhere-IPv4 と Anywhere-IPv6)を追加して作成します。',
    `同じ VPC に ${database} を作り、インバウンドルールに「MYSQL/Aurora」、ソース ${web} を追加して作成します。`,
  ],
};

const rds = {
  title: 'データベースを作る',
  why: 'WordPress は投稿や設定を MySQL のデータベースに保存します。RDS なら、バックアップや更新を任せられ、あとで待機系も作れます。',
  changes:
    'DB サブネットグループと、小さな MySQL データベースを 1 つ(db.t3.micro、シングル AZ)作ります。インターネットからは届きません。ここから料金がかかります。',
  readers: 'まだ読者はいません。',
  questions: {
    name: 'データベースの名前は何にしますか?',
    nameRule: '2〜63 文字の英小文字、数字、ハイフンで、英字で始めてください(ハイフンを続けたり、末尾に置いたりはできません)',
  },
  waiting: (name: string) => `AWS がデータベース ${name} を組み立てています`,
  removing: (name: string) => `${name} を消しています`,
  claims: {
    available: 'データベースが使えるようになりました',
    hidden: 'パブリックなアドレスはありません',
  },
  clicks: (subnetGroup: string, identifier: string, vpc: string, group: string): string[] => [
    `RDS →「サブネットグループ」で ${subnetGroup} を作り、VPC ${vpc} とプライベートサブネット 2 つを選びます。`,
    'RDS →「データベースの作成」で「標準作成」、MySQL 8.4、「開発/テスト」か「無料利用枠」、「単一の DB インスタンス」を選びます。',
    `識別子は ${identifier}、マスターユーザー名は wordpress、パスワードはお好きなものを。クラスは db.t3.micro、ストレージは gp3 の 20 GB にします。`,
    `「接続」で VPC ${vpc}、${subnetGroup}、パブリックアクセス「なし」、セキュリティグループ ${group} を選びます。`,
    '「追加設定」で最初のデータベース名を wordpress にして作成し、「利用可能」になるまで待ちます。',
  ],
};

const server1 = {
  title: 'WordPress のサーバーを起動する',
  why: 'Amazon Linux 2023 の小さなサーバーを 1 台起動します。渡されたスクリプト(ユーザーデータ)に従い、最初の起動で Apache、PHP、WordPress を自分でインストールします。',
  changes:
    '1 つ目のパブリックサブネットにサーバーを 1 台起動します。ここから料金がかかります。データベースには新しいパスワードを設定します。このパスワードは、第 1 回と同じくサーバーの wp-config.php に、そしてサーバーのユーザーデータにも書かれます。サーバーにログインできる人と、このアカウントでサーバーの属性を読める人は読み取れます。ほかには残しません。',
  readers: 'まだ読者はいません。',
  waiting: (name: string) => `${name} を起動しています`,
  sharing: (name: string) => `サーバーと同じパスワードをデータベース ${name} に設定しています`,
  claims: {
    well: '動いていて、AWS のステータスチェックにも合格しています',
    reachable: 'インターネット上のアドレスがあり、ファイアウォールの内側にいます',
  },
  clicks: (name: string, key: string, subnet: string, group: string): string[] => [
    `EC2 →「インスタンスを起動」で、名前 ${name}、Amazon Linux 2023、t3.micro、キーペア ${key} を選びます。`,
    `「ネットワーク設定」→「編集」で、サブネット ${subnet}、「パブリック IP の自動割り当て」に「有効化」、既存のセキュリティグループ ${group} を選びます。`,
    '「インスタンスを起動」をクリックし、ログインして、第 1 回のとおり Apache、PHP、WordPress をインストールします。',
  ],
};

const wordpress = {
  title: 'ブログの最初のページを作る',
  why: 'インストールしたばかりの WordPress は、ブログの名前と最初のユーザー(管理者)を尋ね、データベースにテーブルを作ります。',
  changes:
    'サーバーが WordPress のインストールを終えるのを待ち、WordPress の入力欄を埋めます。管理者のパスワードはここで作り、一度だけ表示して、どこにも残しません。',
  readers: 'ここから、ブログが読めるようになります。',
  questions: {
    title: 'ブログの名前は何にしますか?',
    user: '管理者のユーザー名は何にしますか?',
    email: '管理者のメールアドレスを教えてください',
    someRule: '空にはできません。',
    userRule: '1〜60 文字の英数字、空白、または _ . @ - にしてください',
    emailRule: 'name@example.com のような形で入力してください。',
  },
  waiting: (address: string) => `${address} が WordPress をインストールするのを待っています`,
  password: (user: string, password: string) =>
    `WordPress には、ユーザー名 ${user}、パスワード ${password} でログインできます(表示は今だけです。控えてください)`,
  claims: { answers: 'ブログの最初のページが表示されます' },
  clicks: (address: string): string[] => [
    `ブラウザで ${address} を開きます。`,
    'ブログの名前、ユーザー名、パスワード、メールアドレスを入力し、「WordPress をインストール」をクリックします。',
    '終わったことは、下のコマンドでこのツールに伝わります。',
  ],
};

export const preparation: typeof english = {
  vpc: network,
  subnets,
  'internet-gateway': internetGateway,
  'key-pair': keyPair,
  'security-groups': securityGroups,
  database: rds,
  'server-1': server1,
  wordpress,
  notOurs: 'この準備で作ったものではないため、触れません',
  tagIt: (run: string) => `作ったものに redundant-blog:base というタグを付け、値を ${run} にします。こちらから見つけるための目印です。`,
};
