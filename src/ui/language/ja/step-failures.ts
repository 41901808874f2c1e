import type { stepFailures as english } from '../en/step-failures.ts';

const again = 'もう一度同じコマンドを実行してください。';

export const stepFailures: typeof english = {
  'key-missing': (path) => ({
    what: `鍵のファイル ${path} がありません。`,
    next: 'キーペアを作ったときに受け取った .pem ファイルを --key で指定してください。--key を付けなければ、EC2 Instance Connect で 1 分だけ有効な鍵を送ります。',
  }),
  'key-unreadable': (path, code) => ({
    what: `鍵のファイル ${path} を読めません(${code})。`,
    next: '自分のファイルになっているか、ls -l で確かめてください。',
  }),
  'key-open-to-others': (path, mode) => ({
    what: `鍵のファイル ${path} が、このパソコンのほかの人にも読めるようになっています(モード ${mode})。`,
    next: `自分だけが読めるようにしてください。ssh も同じことを求めます: chmod 600 ${path}`,
  }),
  'key-not-a-key': (path) => ({
    what: `${path} の中身は秘密鍵ではありません。`,
    next: '.pub ではなく、秘密鍵のほう(.pem ファイル)を指定してください。',
  }),
  'key-passphrase-wrong': (path) => ({
    what: `このパスフレーズでは鍵 ${path} を開けません。`,
    next: '同じコマンドをもう一度実行し、入力し直してください。',
  }),
  'no-way-in': (server, user) => ({
    what: `${server} に ${user} としてログインする鍵がありません。鍵の指定がなく、EC2 Instance Connect も使えませんでした。`,
    next: '.pem ファイルを --key で指定してください。',
  }),
  'server-without-address': (server) => ({
    what: `サーバー ${server} にはパブリックアドレスがなく、ここからは届きません。`,
    next: `動いているか、パブリックサブネットにあってパブリック IPv4 アドレスを持っているかを確かめて、${again}`,
  }),
  'host-key-changed': (server, seen, known) => ({
    what: `${server} として応答した相手が、知っているサーバーと違います。${known} のはずが、${seen} でした。何も送っていません。`,
    next: 'サーバーを入れ直したり SSH のホスト鍵を作り直したりした場合は、状態フォルダーの known-servers からその行を消してください。心当たりがなければ、誰かが間に入っているおそれがあります。',
  }),
  'ssh-login-refused': (user, where) => ({
    what: `${where} に、この鍵では ${user} としてログインできません。`,
    next: 'サーバーを起動したときのキーペアを --key で指定してください。名前は EC2 →「インスタンス」で確かめられます。',
  }),
  'ssh-refused': (where) => ({
    what: `${where} では SSH が応答していません。`,
    next: `サーバーが動いているか、セキュリティグループがポート 22 を許可しているかを確かめて、${again}`,
  }),
  'ssh-silent': (where) => ({
    what: `${where} から SSH の返事がありません。`,
    next: '多くの場合、セキュリティグループがポート 22 でお使いのアドレスを許可していません。アドレスが昨日から変わっていることもあります。',
  }),
  'ssh-failed': (where, cause) => ({
    what: `${where} への SSH 接続に失敗しました(${cause})。`,
    next: `${again}続くようなら、ssh コマンドでも試してください。`,
  }),
  'script-hangs': (user) => ({
    what: `サーバーでの短いコマンド(${user})が 1 分たっても終わりません。`,
    next: `サーバーの負荷を確かめて、${again}`,
  }),
  'script-failed': (server, cause) => ({
    what: `サーバー ${server} でコマンドが失敗しました: ${cause}`,
    next: `書きかけのものは残っていません。原因(ディスクの空きなど)を直して、${again}`,
  }),
  'sudo-refused': (user, cause) => ({
    what: `${user} は、このサーバーで root として作業できません(${cause})。`,
    next: 'パスワードなしで sudo を使えるユーザーでログインしてください。Amazon Linux では ec2-user です。',
  }),
  'wordpress-not-found': (server, places) => ({
    what: `${server} の次の場所に WordPress が見つかりません: ${places}`,
    next: 'サーバーは合っていますか? チュートリアルでは /var/www/html に置きます。',
  }),
  'wp-config-unclear': (name) => ({
    what: `wp-config.php の ${name} の値がないか、計算で決まるようになっています。`,
    next: `文字でそのまま書いてください。例: define( '${name}', '…' );`,
  }),
  'table-prefix-unusable': (prefix) => ({
    what: `wp-config.php のテーブル接頭辞「${prefix}」に、WordPress で使えない文字があります。`,
    next: '英数字と _ だけにしてください。',
  }),
  'marker-not-ours': (server, path) => ({
    what: `${server} には、このツールが書いたものではない ${path} がすでにあります。`,
    next: 'そのファイルをほかへ移すか、この手順を飛ばしてください。',
  }),
  'database-login-refused': (user, host) => ({
    what: `データベース ${host} に、wp-config.php のパスワードでは ${user} として入れません。`,
    next: `ブログは表示されますか? 表示されるなら${again}表示されないなら、先に DB_USER と DB_PASSWORD を直してください。`,
  }),
  'database-without-tls': (host) => ({
    what: `${host} は RDS のデータベースのはずですが、暗号化(TLS)に対応していません。何も送っていません。`,
    next: 'RDS は必ず TLS に対応しているので、別のものがその名前で応答しているおそれがあります。VPC の DNS を確かめてください。',
  }),
  'database-not-who-it-says': (host, cause) => ({
    what: `相手が ${host} であることを確かめられませんでした(${cause})。何も送っていません。`,
    next: 'Amazon の認証局の証明書は同梱していますが、2022 年より後に開かれたリージョンでは新しいものが必要かもしれません。global-bundle.pem(truststore.pki.rds.amazonaws.com)を入手し、--rds-ca で指定してください。',
  }),
  'database-not-wordpress': (name, table) => ({
    what: `データベース「${name}」にテーブル ${table} がありません。`,
    next: 'wp-config.php の DB_NAME と $table_prefix を、データベースの中身と見比べてください。',
  }),
  'database-unreachable': (host, cause) => ({
    what: `サーバーからデータベース ${host} に届きません(${cause})。`,
    next: 'データベースが利用可能か、そのセキュリティグループが Web サーバーからのポート 3306 を許可しているかを確かめてください。',
  }),
  'site-address-missing': (row) => ({
    what: `wp_options に「${row}」の行がありません。`,
    next: 'これがないと WordPress は動きません。データベースは合っていますか?',
  }),
  'address-changed-meanwhile': (siteurl, home, siteurlNow, homeNow) => ({
    what: `ちょうど今、別の誰かがブログのアドレスを変えました。siteurl は ${siteurl} から ${siteurlNow} に、home は ${home} から ${homeNow} になっています。その値はそのままにし、何も書き込んでいません。`,
    next: 'ほかに作業している人がいないかご確認ください。同じコマンドをもう一度実行すると、今のアドレスから続けます。undo で戻るのもそのアドレスです。',
  }),
  'address-fixed-in-wp-config': (server, names) => ({
    what: `${server} の wp-config.php でブログのアドレスが固定されているため(${names})、データベースを書き換えても効きません。`,
    next: `その行を消し、ブログが表示されることを確かめて、${again}`,
  }),
  'only-by-ssh': () => ({
    what: 'この手順はサーバーの中で行ったもので、--api-only では届きません。元に戻していません。',
    next: '--api-only を付けずに、もう一度同じコマンドを実行してください。',
  }),
  'blog-is-multisite': (server) => ({
    what: `${server} の WordPress はマルチサイトです。アドレスがいくつものテーブルに分かれていて、このツールでは変えられません。`,
    next: 'このツールでは進められません。何も変えていません。',
  }),

  'no-server': (region) => ({
    what: `リージョン ${region} にサーバーがありません。`,
    next: 'アカウントとリージョン(--region)は合っていますか? まだブログがない場合は、--lab で練習できます。',
  }),
  'no-such-server': (server, region) => ({
    what: `サーバー ${server} は ${region} に(もう)ありません。`,
    next: `EC2 →「インスタンス」を確かめてください。終了してしまった場合は、同じコマンドを実行すれば、作る手順からやり直せます。`,
  }),
  'server-not-running': (server, state) => ({
    what: `サーバー ${server} が動いていません(${state})。`,
    next: `起動し(aws ec2 start-instances --instance-ids ${server})、ブログが表示されることを確かめて、${again}`,
  }),
  'server-ended': (server, cause) => ({
    what: `サーバー ${server} は終了しました(${cause})。`,
    next: `${again}この手順をはじめから行います。`,
  }),
  'server-not-back': (address, seen) => ({
    what: `再起動のあと、${address} のサーバーが /readme.html を表示しません(${seen})。`,
    next: `ログインして sudo systemctl status httpd で確かめ、${again}`,
  }),
  'no-second-public-subnet': (vpc, zone) => ({
    what: `ネットワーク ${vpc} には、ゾーン ${zone} のほかにパブリックサブネットがなく、2 台目のサーバーを置く場所がありません。`,
    next: `別のアベイラビリティーゾーンに、インターネットゲートウェイへのルートを持つサブネットを作って(VPC →「サブネット」)、${again}`,
  }),
  'no-such-subnet': (subnet, vpc) => ({
    what: `サブネット ${subnet} はネットワーク ${vpc} にありません。`,
    next: 'そのネットワークのパブリックサブネットを選んでください。',
  }),
  'subnet-not-public': (subnet) => ({
    what: `サブネット ${subnet} はインターネットにつながっていません。ルートテーブルに、インターネットゲートウェイへの 0.0.0.0/0 のルートがありません。`,
    next: `そのルートを追加して(VPC →「ルートテーブル」)、${again}`,
  }),
  'subnet-full': (subnet, free, needed) => ({
    what: `サブネット ${subnet} の空きアドレスは ${free} 個だけです。ロードバランサーには ${needed} 個必要です。`,
    next: '空きを作るか、もっと大きなサブネットを使ってください。',
  }),
  'subnets-in-one-zone': (one, other, zone) => ({
    what: `${one} と ${other} は、名前は違っても同じゾーン ${zone} にあります。`,
    next: '別のゾーンのサブネットを選んでください。',
  }),
  'no-web-firewall': (server, groups) => ({
    what: `${server} のセキュリティグループ(${groups})は、どれもポート 80 の Web のリクエストを通していません。`,
    next: 'ブログは表示されますか? すでに別のものの後ろにある場合、このツールでは扱えません。',
  }),
  'no-database': (vpc) => ({
    what: `ネットワーク ${vpc} に RDS のデータベースがありません。`,
    next: 'チュートリアルの第 1 回のとおり、ブログのデータが RDS にある必要があります。',
  }),
  'no-such-database': (name, region) => ({
    what: `データベース ${name} は ${region} にありません。`,
    next: 'RDS →「データベース」を確かめてください。',
  }),
  'database-is-cluster': (name, engine) => ({
    what: `データベース ${name} はクラスター(${engine})の一部です。クラスターの待機系は仕組みが違い、このツールでは扱えません。`,
    next: '何も変えていません。',
  }),
  'database-is-replica': (name, source) => ({
    what: `データベース ${name} は ${source} のリードレプリカです。`,
    next: 'ブログは元のデータベースを使う必要があります。',
  }),
  'database-engine': (name, engine) => ({
    what: `データベース ${name} は ${engine} です。WordPress が使うのは MySQL か MariaDB です。`,
    next: 'データベースは合っていますか?',
  }),
  'database-in-one-zone': (name, group, zones) => ({
    what: `データベース ${name} のサブネット(サブネットグループ ${group})がすべて 1 つのゾーン(${zones})にあり、待機系を置く場所がありません。`,
    next: `サブネットグループに別のゾーンのサブネットを加えて(RDS →「サブネットグループ」)、${again}`,
  }),
  'database-not-the-blogs': (used, found) => ({
    what: `ブログは ${used} のデータベースを使っています(wp-config.php の DB_HOST)が、選ばれたのは ${found} です。`,
    next: 'DB_HOST は RDS のエンドポイントそのものにしてください。そうでないと、フェイルオーバーがブログに届きません。',
  }),
  'database-pending': (name, changes) => ({
    what: `データベース ${name} には反映待ちの変更があり(${changes})、それも今すぐ行われてしまいます。`,
    next: `メンテナンスの時間を待つか、変更を取り消して、${again}`,
  }),
  'database-not-ready': (name, state) => ({
    what: `データベース ${name} は、待機系のある落ち着いた状態ではありません(${state})。`,
    next: `「利用可能」になるのを待って、${again}`,
  }),
  'database-gone': (name) => ({
    what: `データベース ${name} はもうありません。`,
    next: '最終スナップショットを取って削除した場合は、RDS →「スナップショット」から戻せます。戻したあと、siteurl が当時のロードバランサーのままのことがあります。',
  }),
  'database-protected': (name) => ({
    what: `データベース ${name} は削除から保護されています。`,
    next: `そのまま残します。本当に消したい場合は: aws rds modify-db-instance --db-instance-identifier ${name} --no-deletion-protection --apply-immediately`,
  }),
  'web-server-not-enabled': (server, units) => ({
    what: `${server} では ${units} が今は動いていますが、起動時に自動では始まりません。一度再起動すると、ブログが消えてしまいます。`,
    next: `ログインして次を実行してください: sudo systemctl enable ${units}`,
  }),
  'health-page-missing': (url, seen) => ({
    what: `${url} が 200 を返しません(${seen})。ロードバランサーは、サーバーが元気かどうかをこのページで確かめます。`,
    next: 'WordPress の readme.html を戻すか、読めるようにしてください。',
  }),

  'name-taken': (kind, name, id) => ({
    what: `「${name}」という名前は、別のもの(${kind}、${id})に使われています。`,
    next: `${again}それを使うか、別の名前を選べます。`,
  }),
  'run-held-elsewhere': (run, name, id) => ({
    what: `作業 ${run} の「${name}」(${id})が、たった今、別の場所から作られました。ほかの誰かが別のパソコンで同じ作業を進めています。`,
    next: 'どちらか一方が続けてください。相手が終わってから同じコマンドを実行すると、今ある状態から続けます。',
  }),
  'image-failed': (name, cause) => ({
    what: `AWS がイメージ ${name} を作れませんでした(${cause})。`,
    next: `${again}失敗したイメージを消して、作り直します。`,
  }),
  'launch-failed': (name, zone, cause) => ({
    what: `AWS が ${zone} で ${name} を起動できませんでした: ${cause}`,
    next: `空きがない場合は、しばらく待つか、別のタイプにしてください。上限に達している場合は、Service Quotas で引き上げを申請してください。そのあと、${again}`,
  }),
  'listener-taken': (listener) => ({
    what: `ロードバランサーのポート 80 は、すでに別の送り先につながっています(${listener})。`,
    next: 'そのリスナーを消すか、別のロードバランサーを使ってください。',
  }),
  'firewall-wider': (group, rules) => ({
    what: `ファイアウォール ${group} には、Web より広い範囲を通すルールがあります: ${rules}。外すと、Web 以外まで閉じてしまうおそれがあります。`,
    next: `ポートごとのルールに置き換えて(EC2 →「セキュリティグループ」)、${again}`,
  }),
  'firewall-shared': (group, servers) => ({
    what: `ファイアウォール ${group} の後ろには、ほかのサーバーもいます: ${servers}。閉じると、そちらも届かなくなります。`,
    next: `そのサーバーに別のセキュリティグループを付けて、${again}`,
  }),
  'balancer-not-through': (entrance, seen) => ({
    what: `${entrance} でブログが表示されないので(${seen})、サーバーは閉じませんでした。`,
    next: `EC2 の「ターゲットグループ」を確かめ、ブログが表示されるようになったら、${again}`,
  }),
  'doors-still-open': (urls) => ({
    what: `ルールを外しても ${urls} が応答しました。ルールは元に戻しました。`,
    next: `サーバーの別のセキュリティグループが Web のリクエストを通しているかもしれません。確かめて、${again}`,
  }),
  'drill-without-spare': (server, health) => ({
    what: `もう 1 台のサーバー ${server} が正常ではありません(${health})。今止めると、ブログが見られなくなります。`,
    next: `先にそちらを直して、${again}`,
  }),
  'multi-az-refused': (name, code, cause) => ({
    what: `AWS が ${name} に待機系を付けられませんでした(${code}): ${cause}`,
    next: '無料プランではマルチ AZ が使えないことがあります。ゾーンが足りない場合は、サブネットグループを直してください。',
  }),
  'failover-abandoned': (name) => ({
    what: `直前にもフェイルオーバーがあったため、AWS が ${name} のフェイルオーバーを取りやめました。`,
    next: `10 分ほど待って、${again}`,
  }),
  'snapshot-taken': (snapshot, of) => ({
    what: `スナップショット ${snapshot} がすでにあります(${of} のもの)。データベースは削除していません。`,
    next: `いらないものであれば名前を変えるか削除して、${again}`,
  }),
  'snapshot-failed': (snapshot) => ({
    what: `最後のスナップショット ${snapshot} を取れませんでした。`,
    next: 'RDS →「スナップショット」と、データベースのイベントを確かめてください。',
  }),
};
