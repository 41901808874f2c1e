import type { steps as english } from '../en/steps.ts';

const preflight = {
  title: '今のブログの姿を確かめる',
  why: '何かを作る前に、サーバー、ネットワーク、データベースを探し、途中で行き詰まる原因がないかを調べます。今はどれも 1 つずつしかありません。どれか 1 つが止まると、ブログ全体が止まります。',
  changes: '1 台目のサーバーにタグ(小さな札)をいくつか付けます。別のパソコンからでも続きを進められるようにするためです。ほかには何も変えません。',
  readers: '何も変わりません。',
  questions: {
    server: 'ブログが動いているサーバーはどれですか?',
    subnet: '2 台目のサーバーは別のゾーンに置きます。どのパブリックサブネット(ネットワークのうち、インターネットから届く区画)に置きますか?',
    webGroup: '読者を通しているファイアウォール(セキュリティグループ)はどれですか?',
    database: 'ブログが使っているデータベースはどれですか?',
    otherRun: (server: string, run: string) => `${server} は別の作業(${run})のものです。引き継ぐと、その作業からは外れます。こちらの作業に引き継ぎますか?`,
  },
  claims: {
    who: '作業するアカウントとリージョンはこちらです',
    zones: '別のゾーンに、2 台目のサーバーを置ける公開の場所があります',
    database: (name: string) => `データベース ${name} のサブネットは 2 つのゾーンにまたがっていて、待機系を置けます`,
    answers: 'ブログが表示されます',
  },
  clicks: (server: string): string[] => [
    'コンソール右上で、アカウントとリージョンを確かめます。',
    `EC2 →「インスタンス」で ${server} を探し、VPC、サブネット、セキュリティグループを控えます。`,
    'VPC →「サブネット」で、同じ VPC の別のアベイラビリティーゾーンにあるパブリックサブネットを探します。',
    'RDS →「データベース」で、wp-config.php の DB_HOST と同じエンドポイントのデータベースを探します。',
  ],
};

const markServer1 = {
  title: '1 台目のサーバーに名札を付ける',
  why: 'このあと 2 台のサーバーが同じブログを表示します。どちらが応答したのかが分かるように、それぞれに小さな名札を付けます。名札は各ページの一番下に表示され、どの応答にも添えられます。',
  changes: '小さなファイルを 1 つ(WordPress の「必須プラグイン」)サーバーに置きます。投稿、テーマ、index.php には触れません。',
  readers: 'ページの一番下に「Web Server1」と表示されます。',
};

const createImage = {
  title: 'サーバーの複製を取る',
  why: 'イメージ(AMI)は、OS、WordPress、設定をまるごと写し取ったサーバーの複製です。ここから作る 2 台目は 1 台目の双子になり、インストール作業はいりません。',
  changes: 'イメージを 1 つと、それに含まれるディスクのスナップショットを作ります。漏れなく写し取るために、サーバーを一度再起動します。',
  readers: '再起動のあいだ、1 分ほどブログが見られなくなります。アドレスは変わりません。',
  questions: {
    name: 'イメージの名前は何にしますか?',
    nameRule: "3〜128 文字の英数字、空白、または ( ) [ ] . / - ' @ _ にしてください",
    way: 'どの方法で複製を取りますか?',
    reboot: '再起動して取る(1 分ほど見られなくなる。アドレスは変わらない)',
    stop: 'チュートリアルのとおり、停止して取り、また起動する(数分見られなくなる。アドレスが変わる)',
  },
  addressWillChange:
    'サーバーは次の起動で別のパブリック IP アドレスになりますが、WordPress は古いアドレスを覚えたままです。ロードバランサーができるまで、ブログのリンクはつながりません。',
  waiting: (name: string) => `サーバーのディスクをイメージ ${name} に写しています`,
  claims: {
    available: 'イメージが使えるようになりました',
    source: 'このイメージは 1 台目のサーバーから作られています',
  },
  clicks: (server: string, name: string): string[] => [
    `EC2 →「インスタンス」で ${server} を選びます。`,
    '「アクション」→「イメージとテンプレート」→「イメージを作成」をクリックします。',
    `イメージ名と説明に ${name} と入力し、ほかはそのままで「イメージを作成」をクリックします。`,
    'EC2 →「AMI」で、ステータスが「利用可能」になるまで待ちます。',
  ],
};

const launchServer2 = {
  title: '2 台目のサーバーを起動する',
  why: '双子のサーバーは別のアベイラビリティーゾーン(独立したデータセンターのまとまり)に置きます。片方のゾーンが停電しても、もう片方は動き続けます。',
  changes: 'イメージからサーバーを 1 台起動します。大きさ、キーペア、ファイアウォール、設定は 1 台目と同じです。ここから料金がかかります。',
  readers: '何も変わりません。まだ読者は 2 台目には送られません。',
  questions: {
    name: '2 台目のサーバーの名前は何にしますか?',
    nameRule: (taken: string) => `1〜80 文字で、${taken} とは違う名前にしてください(見分けるためです)`,
  },
  waiting: (name: string) => `${name} を起動しています`,
  claims: {
    well: '動いていて、AWS のステータスチェックにも合格しています',
    elsewhere: '1 台目とは別のゾーンにあります',
    answers: '/readme.html を表示できます',
  },
  clicks: (image: string, subnet: string, group: string, name: string): string[] => [
    `EC2 →「AMI」で ${image} を選び、「AMI からインスタンスを起動」をクリックします。`,
    `名前は ${name}、インスタンスタイプとキーペアは 1 台目と同じにします。`,
    `「ネットワーク設定」→「編集」で、サブネットに ${subnet}、「パブリック IP の自動割り当て」に「有効化」、既存のセキュリティグループに ${group} を選びます。`,
    '「インスタンスを起動」をクリックし、「実行中」になってステータスチェックに合格するまで待ちます。',
  ],
};

const markServer2 = {
  title: '2 台目のサーバーに名札を付ける',
  why: 'そっくりそのままの複製なので、双子はまだ自分を「Web Server1」だと思っています。ここからは自分の名前を名乗ってもらいます。',
  changes: '2 台目のサーバーの、同じ小さなファイルの名前を書き換えます。',
  readers: '何も変わりません。',
};

const balancerFirewall = {
  title: '入口のファイアウォールを作る',
  why: 'ブログの入口を 1 つにまとめるのがロードバランサーです。セキュリティグループは、そのまわりのファイアウォールです。HTTP なら誰でも通し、それ以外は通しません。',
  changes: 'セキュリティグループを 1 つ作り、ルールを 1 つ(どこからでもポート 80)入れます。',
  readers: '何も変わりません。',
  questions: {
    name: 'ロードバランサーのファイアウォール(セキュリティグループ)の名前は何にしますか?',
    nameRule: '1〜255 文字の英数字、空白、または ._-:/()#,@[]+=&;{}!$* で、sg- 以外で始めてください',
  },
  waiting: (name: string) => `セキュリティグループ ${name} を作っています`,
  removing: 'ロードバランサーのファイアウォールを消しています(ロードバランサーが消えてから数分は、AWS がまだ使っています)',
  claims: { open: '入口のポート 80 には誰でも届きます' },
  clicks: (name: string, vpc: string): string[] => [
    'EC2 →「セキュリティグループ」→「セキュリティグループを作成」をクリックします。',
    `名前と説明に ${name} と入力し、VPC に ${vpc} を選びます。`,
    'インバウンドルールに「HTTP」、ソース「Anywhere-IPv4」を追加して作成します。',
  ],
};

const targetGroup = {
  title: '読者の送り先の一覧を作る',
  why: 'ターゲットグループは、ヘルスチェックの付いたサーバーの一覧です。10 秒ごとに各サーバーへ /readme.html を取りに行き、2 回続けて失敗したサーバーには読者を送らなくなります。(コンソールの初期値は 30 秒ごとです。故障に早く気づけるように短くしています。)',
  changes: 'ターゲットグループを 1 つ作り、2 台のサーバーを登録します。',
  readers: '何も変わりません。',
  questions: {
    name: 'サーバーの一覧(ターゲットグループ)の名前は何にしますか?',
    nameRule: '1〜32 文字の英数字とハイフンで、両端をハイフン以外にしてください',
  },
  waiting: (name: string) => `ターゲットグループ ${name} を作っています`,
  removing: 'ターゲットグループを消しています',
  claims: { registered: '2 台とも一覧に載っています' },
  clicks: (name: string, path: string): string[] => [
    'EC2 →「ターゲットグループ」→「ターゲットグループの作成」で「インスタンス」を選びます。',
    `名前は ${name}、プロトコルは HTTP、ポートは 80、VPC はブログのものにします。`,
    `ヘルスチェックパスに ${path} と入力し、詳細設定でしきい値を 2 と 2、タイムアウトを 5 秒、間隔を 10 秒にします。`,
    '次の画面で 2 台を選び、「保留中として以下を含める」をクリックして作成します。',
  ],
};

const loadBalancer = {
  title: '2 台のサーバーに 1 つの入口を作る',
  why: 'ロードバランサーは変わらない名前を 1 つ持ち、届いたリクエストを元気なサーバーに渡します。これがないと、今どちらのサーバーが動いているのかを読者が知っていなければなりません。',
  changes:
    '2 つのゾーンにまたがる Application Load Balancer を 1 つと、ポート 80 への接続をターゲットグループに渡すリスナーを作ります。ここから料金がかかります。',
  readers: '何も変わりません。今までのアドレスもそのまま使えます。',
  questions: {
    name: 'ロードバランサーの名前は何にしますか?',
    nameRule: '1〜32 文字の英数字とハイフンで、両端をハイフン以外にし、internal- 以外で始めてください',
  },
  making: (name: string) => `ロードバランサー ${name} の作成を頼んでいます`,
  listening: 'ロードバランサーのポート 80 を開けています',
  waiting: (name: string) => `AWS がロードバランサー ${name} を組み立てています`,
  removing: 'ロードバランサーを消しています',
  claims: {
    healthy: 'ロードバランサーから見て、2 台とも正常です',
    bothAnswer: 'ロードバランサーを通して、2 台の両方からページが届きます',
  },
  clicks: (name: string, subnets: string, group: string, targets: string): string[] => [
    'EC2 →「ロードバランサー」→「ロードバランサーの作成」で Application Load Balancer を選びます。',
    `名前は ${name}、スキームは「インターネット向け」、IP アドレスタイプは IPv4 にします。`,
    `ネットワークマッピングで、ブログの VPC と 2 つのゾーン、サブネット ${subnets} を選びます。`,
    `セキュリティグループは ${group} だけにし、リスナー HTTP:80 の転送先を ${targets} にします。`,
    '作成して、状態が「アクティブ」、ターゲットが 2 台とも「healthy」になるまで待ちます。',
  ],
};

const siteAddress = {
  title: 'ブログのアドレスを入口に移す',
  why: 'WordPress は自分のアドレスをデータベースに持っていて、すべてのリンクに書き込みます。それが 1 台目のアドレスのままだと、どのリンクもロードバランサーを素通りしてしまいます。',
  changes:
    'wp_options テーブルの 2 行(siteurl と home)を書き換えます。元の値は取っておき、いつでも戻せます。古いアドレスが書かれたほかの箇所は一覧でお知らせし、ご希望のときだけ書き換えます。',
  readers: 'ブラウザのアドレスがロードバランサーのものになります。古いブックマークも、サーバーを外から閉じるまでは使えます。',
  claims: {
    rows: 'データベースの 2 行に新しいアドレスが入っています',
    links: 'ロードバランサーから届くページのリンクはロードバランサーを指し、古いアドレスはどこにも残っていません',
    linksButPosts: 'ロードバランサーから届くページのリンクはロードバランサーを指し、古いアドレスは記事などに書かれたものだけです',
  },
  others: {
    found: (count: number, address: string) => `データベースの ${count} か所に、まだ古いアドレス ${address} が書かれています:`,
    place: (column: string, rows: number, left: number) => `${column}: ${rows} か所${left === 0 ? '' : `(うち ${left} か所は書き換えられません)`}`,
    question: (count: number) => `この ${count} か所も新しいアドレスに書き換えますか?(undo ですべて元に戻せます)`,
    later:
      '書き換えるには次のコマンドを実行してください(シリアライズされた値にも対応し、guid には触れません): npx redundant-blog setup --only site-address --rewrite-rows',
    rewritten: (count: number, address: string) => `${count} か所を ${address} に書き換えました。`,
    stayed: (count: number) =>
      `${count} か所はそのままにしました。シリアライズされた値が壊れている、列に収まらない、主キーがない、途中で変更された、または完全には元に戻せないためです。`,
  },
  clicks: (balancer: string): string[] => [
    `EC2 →「ロードバランサー」→ ${balancer} の DNS 名を、小文字で控えます。`,
    'あとはサーバーにログインし、下のコマンドでデータベースを書き換えます。(データベース名、ユーザー名、接頭辞 wp_ は wp-config.php に書いてあります。)',
  ],
};

const webFirewall = {
  title: '通用口を閉める',
  why: 'サーバーは今も、それぞれのアドレスを知っている人には直接応答してしまいます。これからは、ロードバランサーからの Web のリクエストだけを受け付けます。SSH でのログインは今までどおりです。',
  changes:
    'Web サーバーのファイアウォールで、まずロードバランサーからのポート 80 を許可し、通ることを確かめてから「誰でも」のルールを外します。うまくいかなければ、元のルールに戻します。',
  readers: 'ロードバランサー経由では何も変わりません。サーバーの古いアドレスは応答しなくなります。',
  claims: {
    refused: 'サーバーのアドレスに直接つないでも、応答しません',
    through: 'ロードバランサーを通すと、ブログが表示されます',
    healthy: 'ロードバランサーから見て、2 台とも正常なままです',
  },
  clicks: (group: string, balancerGroup: string): string[] => [
    `EC2 →「セキュリティグループ」→ ${group} →「インバウンドのルールを編集」をクリックします。`,
    `「HTTP」、ソース ${balancerGroup} のルールを追加して保存し、ロードバランサー経由でブログが表示されることを確かめます。`,
    'もう一度編集して、ソースが 0.0.0.0/0 と ::/0 の HTTP のルールを削除します。SSH(22)はそのままにして保存します。',
  ],
};

const drillWeb = {
  title: '訓練: サーバーが 1 台止まったら',
  why: '試したことのない予備は、当てになるか分かりません。わざと 1 台を止め、1 秒に 5 回ずつブログを読み続けて、読者に何が起きるかを数えます。',
  changes: 'サーバーを 1 台止め、必ずまた起動します(途中で中断しても起動します)。そのサーバーのパブリック IP アドレスは変わりますが、もう困りません。',
  readers: 'ロードバランサーが気づくまで、いくつかのリクエストが失敗するかもしれません。それを測るのがこの訓練です。',
  noticing: 'ロードバランサーが気づくのを待っています',
  claims: {
    survived: '1 台だけでもブログは続きました',
    backAgain: '2 台とも元に戻りました',
  },
  clicks: (server: string): string[] => [
    `EC2 →「インスタンス」で ${server} を選び、「インスタンスの状態」→「インスタンスを停止」をクリックします。`,
    'ロードバランサー経由でブログを何度も再読み込みします。もう 1 台の名前だけが表示され、ブログは見られるままです。',
    '「インスタンスの状態」→「インスタンスを開始」でまた起動し、ターゲットが 2 台とも「healthy」になるまで待ちます。',
  ],
};

const multiAz = {
  title: 'データベースに待機系を作る',
  why: '2 台のサーバーは 1 つのデータベースを使っていて、これはまだ 1 つだけです。マルチ AZ にすると、別のゾーンに待機系ができます。書き込みは両方に届いて初めて完了となり、片方が壊れると待機系が自動で引き継ぎます。',
  changes: 'データベースのマルチ AZ を今すぐ有効にします。料金はおよそ 2 倍になります。',
  readers: 'ブログは止まりません。データを写しているあいだ、表示が少し遅くなることがあります。',
  questions: {
    pending: (names: string) => `このデータベースには、メンテナンスの時間まで待っている別の変更があります(${names})。それも今すぐ行われます。続けますか?`,
  },
  asking: (name: string) => `${name} の待機系を頼んでいます`,
  waiting: (name: string) => `AWS が ${name} の待機系を作り、データを写しています`,
  removing: (name: string) => `${name} の待機系を外しています`,
  claims: { standby: 'データベースの待機系が別のゾーンにあり、反映待ちの変更もありません' },
  clicks: (name: string): string[] => [
    `RDS →「データベース」→ ${name} →「変更」をクリックします。`,
    '「可用性と耐久性」で「スタンバイインスタンスを作成する」を選び、「続行」をクリックします。',
    '「変更のスケジュール」で「すぐに適用」を選び、「DB インスタンスを変更」をクリックします。',
    'ステータスが「利用可能」、マルチ AZ が「あり」になるまで待ちます。',
  ],
};

const drillDatabase = {
  title: '訓練: データベースが止まったら',
  why: '待機系に引き継がせ(フェイルオーバーを伴う再起動)、ブログが何秒見られなくなるかを測ります。AWS によれば 1〜2 分が普通です。',
  changes: 'データベースを、フェイルオーバー付きで 1 回だけ再起動します。データは失われません。',
  readers: '1〜2 分ほどエラーページになります。サーバーは 2 台とも元気ですが、尋ねる相手のデータベースがいないためです。',
  questions: { again: 'フェイルオーバーを頼みましたが、行われた形跡がありません。今から始めますか?' },
  earlier: '前回の実行がフェイルオーバーを始めようとしていました。二度止めることのないように、行われたかどうかを先に調べます。',
  tracing: 'フェイルオーバーの形跡を調べています',
  waiting: '待機系が引き継いでいます',
  claims: {
    tookOver: '待機系が引き継いだことを、AWS 自身が記録しています',
    measured: 'そのあいだの読者への影響',
    answers: 'ブログがまた表示されます',
  },
  clicks: (name: string): string[] => [
    `RDS →「データベース」で ${name} を選び、「アクション」→「再起動」をクリックします。`,
    '「フェイルオーバーで再起動しますか?」にチェックを入れて確認します。',
    'ブログを何度も再読み込みします。1〜2 分エラーになり、そのあとまた表示されます。',
    `${name} の「ログとイベント」に「Multi-AZ instance failover completed」と出ていることを確かめます。`,
  ],
};

const finish = {
  title: '今あるものと、その料金',
  why: 'ブログを支えるものには、読む人がいてもいなくても、ある限り料金がかかります。忘れてしまわないうちに、すべてを一覧にします。',
  changes: '何も変えません。(削除は別のコマンドです: finish --delete-database または finish --everything)',
  readers: '何も変わりません。',
  deleting: (name: string) => `データベース ${name} を削除しています`,
  copying: (snapshot: string) => `最後のスナップショット ${snapshot} を取っています`,
  claims: {
    costs: (thing: string, usd: number) => `${thing}: 月およそ ${usd.toFixed(2)} ドル`,
    sum: (usd: number) => `合わせて月およそ ${usd.toFixed(2)} ドル(ある限り続きます)`,
    priceTable: (date: string, region: string) => `${date} 時点の ${region} のオンデマンド料金表による目安、通信料は別。正確な額は AWS の料金ページで`,
  },
  clicks: [
    'EC2:「インスタンス」「ボリューム」「ロードバランサー」「AMI」「スナップショット」を見ます。',
    'RDS:「データベース」「スナップショット」を見ます。',
    '「請求とコスト管理」→「請求書」で、今月ここまでの金額を見ます。',
  ],
};

const marker = {
  question: 'サーバーはどのように名乗りますか?',
  plugin: '小さなプラグインで、ヘッダーとページの下部に表示する(何も壊しません)',
  tutorial: 'チュートリアルと同じく、index.php の先頭に文字を書く(ブロックエディターとフィードが壊れます)',
  against:
    '「<?php」より前の文字は、WordPress のすべての応答の前に出ます。ブロックエディターの JSON は JSON でなくなり、フィードやサイトマップは XML でなくなり、リダイレクトやログインが失敗することもあります。WordPress の更新でも上書きされます。`undo mark-server-1` で元に戻せます。',
  shows: (name: string) => `サーバーのページに「${name}」と表示されます`,
  jsonWhole: 'ページ以外のもの(エディターが使う JSON)は壊れていません',
  clicks: (name: string): string[] => [
    `クリックする場所はありません。サーバーにログインしてファイルを書きます。(チュートリアルでは index.php の先頭に「${name}」と書きます。それでも表示されますが、JSON の先頭にもその文字が入り、ブロックエディターが動かなくなります。)`,
  ],
};

const differences = {
  source: (id: string) => `別のサーバー(${id})から作られています`,
  state: (state: string) => `状態が ${state} です`,
  zone: (zone: string) => `1 台目と同じゾーン(${zone})にあります`,
  firewall: (own: string, wanted: string) => `セキュリティグループが ${own} で、${wanted} がありません`,
  image: (id: string) => `別のイメージ(${id})から起動されています`,
  type: (own: string, wanted: string) => `タイプが ${own} です(1 台目は ${wanted})`,
  notOpen: 'ポート 80 が誰にでも開いてはいません',
  network: (vpc: string) => `別のネットワーク(${vpc})に属しています`,
  port: (own: string) => `送り先が HTTP 80 ではなく ${own} です`,
  targetType: (own: string) => `ターゲットの種類が「instance」ではなく「${own}」です`,
  healthPath: (own: string) => `ヘルスチェックのパスが ${own} です`,
  balancerType: (own: string) => `種類が「application」ではなく「${own}」です`,
  scheme: (own: string) => `「internet-facing」ではなく「${own}」です`,
  subnets: (own: string) => `別のサブネット(${own})にあります`,
};

const drift = {
  gone: 'ありません',
  there: 'あること',
  none: 'なし',
  unseen: 'ここからは確かめられません',
  run: (thing: string) => `${thing} の持ち主(タグ redundant-blog:run)`,
  tag: (key: string, thing: string) => `${thing} のタグ ${key}`,
  picks: (server: string) => `選んだ構成を示す ${server} のタグ`,
  server: (name: string) => `サーバー ${name}`,
  checksFail: 'ステータスチェックに合格していません',
  checksPass: 'ステータスチェックに合格',
  marker: (server: string) => `${server} のページに出る名前(X-Served-By)`,
  othersFile: (path: string) => `別のファイルがあります(${path})`,
  image: (name: string) => `イメージ ${name}`,
  securityGroup: (name: string) => `セキュリティグループ ${name}`,
  admits: (group: string) => `セキュリティグループ ${group} がポート 80 で通す相手`,
  targetGroup: (name: string) => `ターゲットグループ ${name}`,
  targets: (group: string) => `ターゲットグループ ${group} に登録されたサーバー`,
  loadBalancer: (name: string) => `ロードバランサー ${name}`,
  listener: (balancer: string) => `ロードバランサー ${balancer} のリスナー(HTTP 80)`,
  health: (server: string) => `${server} のヘルスチェック`,
  database: (name: string) => `データベース ${name}`,
  multiAz: (name: string) => `データベース ${name} の Multi-AZ`,
  address: (setting: string) => `WordPress の ${setting}`,
  fixed: (server: string) => `${server} の wp-config.php で固定されたアドレス`,
};

export const steps: typeof english = {
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
