import { money } from '../format.ts';
import type { doctor as english } from '../en/doctor.ts';

export const doctor: typeof english = {
  title: '調べた結果',
  severity: { block: '妨げ', warn: '要確認', inform: '参考' },
  goOn: (count) => `確認していただきたいことが ${count} 件あります(上記)。進めますか?`,
  blocked: (count) => `妨げになるものが ${count} 件あります。先に解消してください。`,
  warned: (count) => `妨げになるものはありませんが、確認していただきたいことが ${count} 件あります。`,
  sound: '妨げになるものはありません。',
  rows: {
    'spot-server': (server) => ({
      what: `${server} はスポットインスタンスのため、AWS がいつでも回収する可能性があります。`,
      next: 'イメージを取り、オンデマンドで起動し直してから、もう一度実行してください。',
    }),
    'instance-store': (server) => ({
      what: `${server} のルートディスクはインスタンスストアです。停止できず、コピーの仕組みも異なります。`,
      next: '先に、EBS のディスクを持つサーバーへブログを移してください。',
    }),
    'subnet-small': (subnet, range) => ({
      what: `サブネット ${subnet}(${range})は、ロードバランサーには小さすぎます。/27 以上が必要です。`,
      next: 'そのゾーンにもっと大きなパブリックサブネットを作り、そちらを選んでください。',
    }),
    'web-group-on-database': (group, database) => ({
      what: `データベース ${database} も、ウェブサーバーのファイアウォール ${group} を使っています。閉じると両方に影響します。`,
      next: 'データベースに専用のセキュリティグループを作り、ウェブサーバーからの 3306 番ポートを許可してください。',
    }),
    'web-group-shared': (group, servers) => ({
      what: `ファイアウォール ${group} を、ほかのサーバー(${servers})も使っています。閉じると、そちらにもつながらなくなります。`,
      next: 'そのサーバーに別のセキュリティグループを付けてから、もう一度実行してください。',
    }),
    'database-not-available': (database, status) => ({
      what: `データベース ${database} の状態は ${status} です。`,
      next: '起動し(RDS → データベース → アクション → 開始)、「利用可能」になってから、もう一度実行してください。',
    }),
    'blog-on-https': (address) => ({
      what: `ブログはすでに HTTPS です(${address})。この手順の入口は HTTP のため、ブラウザーが警告を出すか、開けなくなります。`,
      next: 'この手順は HTTP のブログ向けです。このブログには、証明書(ACM)を付けた 443 番のリスナーが必要です。',
    }),
    'type-not-in-zone': (type, zone) => ({
      what: `サーバーのタイプ ${type} は、ゾーン ${zone} では提供されていません。2 台目を作れません。`,
      next: '別のゾーンのパブリックサブネットを選ぶ(--answer subnet2=…)か、1 台目のタイプを変えてください。',
    }),
    'permissions-missing': (actions) => ({
      what: `次の操作の権限がありません: ${actions}`,
      next: '`npx redundant-blog policy` の出力を、アカウントの管理者に渡してください。(事前に確かめられるのは EC2 だけです。ロードバランサーとデータベースは、それぞれの手順で分かります。)',
    }),
    'blog-has-domain': (host) => ({
      what: `ブログには独自の名前 ${host} があります。この手順では、アドレスがロードバランサーの名前に変わります。`,
      next: '終わったら、その名前をロードバランサーに向け(CNAME またはエイリアス)、siteurl と home を元の名前に戻してください。',
    }),
    'index-speaks': (line) => ({
      what: `index.php の先頭に文字「${line}」があります。すべての応答の前に出るため、フィードや編集画面の JSON が壊れます。`,
      next: 'index.php の 1 行目を消してください。このツールの目印には必要ありません。',
    }),
    'object-cache': (file) => ({
      what: `WordPress が設定を独自のキャッシュ(${file})に持っています。古いアドレスを表示し続けるかもしれません。`,
      next: 'アドレスを移した後に、キャッシュを消してください(wp cache flush)。サーバーが 2 台になったら、キャッシュは外に置くのが安全です。',
    }),
    'salts-placeholder': () => ({
      what: 'wp-config.php の認証キーが「put your unique phrase here」のままです。誰でもログインを偽造できます。',
      next: 'https://api.wordpress.org/secret-key/1.1/salt/ の 8 行に置き換えてください。サーバーのコピーを取る前に行うのが確実です。',
    }),
    'lockout-plugin': (plugin) => ({
      what: `プラグイン ${plugin} は、アドレスごとに締め出しを行います。ロードバランサーの後ろでは全員が同じアドレスに見えるため、全員が締め出されるおそれがあります。`,
      next: 'アドレスを移す前に、X-Forwarded-For を読む設定にするか、Apache の mod_remoteip をお使いください。',
    }),
    'os-end-of-life': (system) => ({
      what: `サーバーの OS(${system})は、セキュリティ修正の提供が終わっています。コピーも同じです。`,
      next: '手順はこのまま進められます。Amazon Linux 2023 への移行をご検討ください。',
    }),
    'database-admits-elsewhere': (database) => ({
      what: `データベース ${database} のファイアウォールが、ウェブサーバーのファイアウォールもネットワークも許可していません。2 台目から接続できないおそれがあります。`,
      next: 'データベースのセキュリティグループで、ウェブサーバーのセキュリティグループからの 3306 番を許可してください。',
    }),
    'database-public': (database) => ({
      what: `データベース ${database} に、インターネットから届くアドレスが付いています。`,
      next: 'ブログには不要です。RDS → 変更 → 接続 →「パブリックアクセス不可」にできます。',
    }),
    'no-backups': (database) => ({
      what: `データベース ${database} は自動バックアップを取っていません。スタンバイはバックアップの代わりになりません。消したデータは両方から消えます。`,
      next: 'RDS → 変更 → バックアップ保持期間を 1 日以上にしてください。',
    }),
    'engine-support-ends': (engine, date) => ({
      what: `${engine} の標準サポートは ${date} までです。その後は vCPU と時間に応じた延長サポートの料金がかかり、スタンバイがあると 2 倍になります。`,
      next: 'マルチ AZ にする前にエンジンを更新するか、料金を見込んでおいてください。',
    }),
    'default-vpc': (vpc) => ({
      what: `ブログはデフォルト VPC ${vpc} にあります。ほかの用途のものも混ざっているかもしれません。`,
      next: 'どれがブログのものかをよく確かめてください。ほかのものには触れません。',
    }),
    'marketplace-image': (image) => ({
      what: `サーバーは Marketplace の製品(${image})から作られています。2 台目は別のライセンスとして課金されるか、拒否されます。`,
      next: '先に、AWS Marketplace でその製品の条件をご確認ください。',
    }),
    'no-key-pair': (server) => ({
      what: `${server} にはキーペアがありません。2 台目にも付きません。`,
      next: 'EC2 Instance Connect で入れるため問題ありません。--key は付けないでください。',
    }),
    'instance-profile': (server, profile) => ({
      what: `${server} にはインスタンスプロファイル ${profile} が付いています。2 台目にも同じものを付けます。`,
      next: '実行する人に、そのロールへの iam:PassRole の許可が必要です。どのロールかはご自身にしか決められないため、`policy` が出力するポリシーには含まれません。',
    }),
    'metadata-v1': (server) => ({
      what: `${server} は古い形式のインスタンスメタデータ(IMDSv1)にも応答します。2 台目も同じ設定になります。`,
      next: 'より安全にするには: aws ec2 modify-instance-metadata-options --http-tokens required',
    }),
    'deletion-protected': (database) => ({
      what: `データベース ${database} には削除保護が付いています。`,
      next: 'そのままで構いません。`finish --delete-database` のときだけ、ご自身で外していただく必要があります。',
    }),
    'uploads-on-one-server': (folder) => ({
      what: `画像、プラグイン、更新はファイル(${folder})です。コピーの後は 2 台が別々に持つため、片方に上げたものはもう片方にありません。`,
      next: 'コピーから練習が終わるまでは何もアップロードしないでください。日常の運用では、アップロード先を EFS や S3 にすると安心です。',
    }),
    'xmlrpc-open': (file) => ({
      what: `どの WordPress でもそうですが、${file} はパスワードの総当たりを受けます。ロードバランサーの名前にも届きます。`,
      next: '使っていなければ、/xmlrpc.php に固定の応答を返すリスナールールで閉じられます。',
    }),
    'shallow-health-check': () => ({
      what: 'ヘルスチェックは /readme.html を見ます。Apache が動いている証拠にはなりますが、PHP やデータベースの証拠にはなりません。そのおかげで、データベースが止まっても 2 台とも外されることはありません。',
      next: '障害の練習では、実際のページを確かめます。',
    }),
    'image-holds-secrets': () => ({
      what: 'サーバーのコピーには、データベースのパスワード、ログ、authorized_keys などの秘密も入ります。',
      next: 'コピーは非公開です。共有しないでください。undo でスナップショットと一緒に消せます。',
    }),
    'no-https': () => ({
      what: 'ロードバランサー自身の名前には証明書を付けられないため、ブログは HTTP になります。',
      next: 'HTTPS には独自ドメインと証明書(ACM)が必要です。同じロードバランサーに後から付けられます。',
    }),
    'several-blogs': (folders) => ({
      what: `サーバーに WordPress が複数あります: ${folders}。アドレスを移せるのはそのうちの 1 つだけで、ほかのものは外から見えなくなります。`,
      next: 'ほかの WordPress を別のサーバーに移すか、フォルダーを片づけてから、同じコマンドをもう一度実行してください。',
    }),
    'key-pair-gone': (server, name) => ({
      what: `${server} はキーペア ${name} で起動されていますが、その名前のキーペアはもう AWS にありません。同じものを 2 台目に付けようとすると拒否されます。`,
      next: `公開鍵をもう一度 AWS に登録してください: ssh-keygen -y -f my-key.pem > my-key.pub && aws ec2 import-key-pair --key-name ${name} --public-key-material fileb://my-key.pub`,
    }),
    'key-of-another': (file, name, server) => ({
      what: `${file} は、${server} の起動に使われたキーペア ${name} の鍵ではありません。`,
      next: '正しいファイルを --key で指定するか、--key を外してください(EC2 Instance Connect なら鍵は要りません)。authorized_keys をご自身で変えた場合は、そのまま進めて構いません。',
    }),
    'has-replicas': (database, replicas) => ({
      what: `データベース ${database} にはリードレプリカ(${replicas})があります。レプリカにスタンバイは付かず、フェイルオーバーの後もそのまま追従します。`,
      next: 'レプリカには触れません。料金はかかり続け、元のデータベースを削除すると独立したデータベースになります。',
    }),
    'root-encrypted': (volume, key) => ({
      what: `1 台目のディスク(${volume})は ${key} で暗号化されています。イメージと 2 台目のディスクも同じ鍵で暗号化されます。`,
      next: '鍵が aws/ebs なら何もする必要はありません。ご自身の鍵の場合は kms:CreateGrant、kms:DescribeKey、kms:GenerateDataKeyWithoutPlaintext の許可が必要です。許可がないと、2 台目は起動してすぐに終了します。',
    }),
    'quota-near': (running, more, quota) => ({
      what: `このリージョンで ${running} vCPU が動いており、2 台目にはさらに ${more} vCPU が必要です。上限の初期値は ${quota} vCPU です。`,
      next: 'Service Quotas → EC2 →「Running On-Demand Standard instances」で上限を確かめ、足りなければ引き上げを申請してください。承認には時間がかかります。',
    }),
    'servers-differ': (things, one, other) => ({
      what: `${one} と ${other} のファイルが同じではありません: ${things}。読者には、その都度どちらかが表示されます。`,
      next: '新しいほうからコピーする(rsync)か、イメージの作成まで戻してやり直してください。以後のインストール、更新、アップロードは片方のサーバーだけで行うか、ファイルを外(EFS、S3)に置いてください。',
    }),
    'cron-on-both': (how) =>
      how === 'crontab'
        ? {
            what: '読者の訪問をきっかけにする wp-cron は止められ(DISABLE_WP_CRON)、代わりに crontab が使われています。サーバーのコピーにも同じ crontab が入ります。',
            next: '壊れるものはありません。2 回実行されると困る処理があれば、片方のサーバーから外してください。',
          }
        : {
            what: 'WordPress の定期処理(wp-cron)は読者の訪問をきっかけに動くため、2 台の両方で動きます。同じ処理が同時に 2 回動かないように、データベースのロックが守っています。',
            next: 'ブログならこのままで構いません。バックアップやメールのプラグインだけはご確認ください。',
          },
    'addresses-cost': (count, usd) => ({
      what: `公開 IPv4 アドレスが ${count} つ増え、月に約 ${money(Number(usd), 'ja')}かかります(2 台目のサーバーに 1 つ、ロードバランサーに 2 つ)。`,
      next: '`finish --everything` で終わります。',
    }),
    'standby-cost': (database, usd) => ({
      what: `スタンバイを付けると、データベース ${database} の料金は 2 倍になります(月に約 ${money(Number(usd), 'ja')}増えます)。データをコピーしている間は、書き込みが遅くなります。`,
      next: '読者の多いブログでは、空いている時間に実行してください。`undo multi-az` でスタンバイを外せます。',
    }),
  },
};
