import type { failures as english } from '../en/failures.ts';

export const failures: typeof english = {
  'no-terminal': (flag) => ({
    what: '確認したいことがありますが、入力できる端末がありません。',
    next: `${flag} で答えを渡すか、端末の中で実行してください。`,
  }),
  'no-default': (question, flag) => ({
    what: `この質問には、--yes が使える既定の答えがありません: ${question}`,
    next: flag === '' ? '--yes を付けずに、端末の中で実行してください。' : `${flag} で答えを渡してください。`,
  }),
  'bad-answer': (answer, why) => ({
    what: `「${answer}」は使えません。${why}`,
    next: '別の値を指定してください。',
  }),
  'answer-leads-back': (name, answer, question) => ({
    what: `あらかじめ指定した答え(--answer ${name}=${answer})では、同じ質問に何度も戻ってしまいます: ${question}`,
    next: '別の答えを指定するか、指定せずに端末で答えてください。',
  }),
  'unknown-language': (language, known) => ({
    what: `「${language}」という言語には対応していません。`,
    next: `次の中から選んでください: ${known}`,
  }),
  'unknown-step': (step, known) => ({
    what: `「${step}」というステップはありません。`,
    next: `ステップは次のとおりです: ${known}`,
  }),
  'steps-out-of-order': (from, until) => ({
    what: `「${from}」は「${until}」より後のステップなので、その間には何もありません。`,
    next: '2 つを入れ替えるか、どちらかを外してください。',
  }),

  'credentials-missing': () => ({
    what: 'AWS の認証情報が見つかりませんでした。',
    next: 'aws configure や aws sso login でサインインするか、--profile でプロファイルを指定してください。アカウントなしで練習するなら --lab を付けます。',
  }),
  'profile-unusable': (profile, cause) => ({
    what: `プロファイル「${profile}」から認証情報を得られませんでした(${cause})。`,
    next: `次のコマンドで内容を確かめてください: aws configure list --profile ${profile}`,
  }),
  'credentials-expired': (profile) => ({
    what: 'AWS の認証情報の有効期限が切れています。',
    next: `${profile === '' ? 'aws sso login など、いつもの方法で' : `aws sso login --profile ${profile} で`}更新してから、同じコマンドをもう一度実行してください。止まったところから続きます。`,
  }),
  'credentials-refused': (code) => ({
    what: `この認証情報は AWS に受け付けられませんでした(${code})。`,
    next: 'aws sts get-caller-identity で今の身元を確かめ、正しいプロファイル(--profile)かキーを設定してください。',
  }),
  'permission-missing': (action, said, steps) => ({
    what: `${action} を行う権限がありません${steps === '' ? '' : `(必要な手順: ${steps})`}。AWS の応答: ${said}`,
    next: `アカウントの管理者に ${action} の許可を依頼してから、同じコマンドをもう一度実行してください。必要な権限の一覧: npx redundant-blog policy${steps === '' || steps.includes(',') ? '' : ` --step ${steps}`}`,
  }),
  'account-not-ready': (code, region) => ({
    what: `このアカウントは、まだ ${region} を使えないようです(${code})。`,
    next: '作ったばかりのアカウントは確認に数時間かかることがあります。AWS からのメールを読むか、別のリージョンを試してください。',
  }),
  'region-missing': () => ({
    what: 'リージョンが指定されていません。',
    next: '--region で指定してください。東京なら --region ap-northeast-1 です。',
  }),
  'region-malformed': (region) => ({
    what: `「${region}」は AWS のリージョン名ではありません。`,
    next: 'リージョン名は ap-northeast-1 のような形です。--region で指定してください。',
  }),

  'endpoint-unreachable': (where, code) => ({
    what: `${where} から応答がありません(${code})。`,
    next: 'ネットワークと接続先を確かめてください。練習用クラウドなら redundant-blog lab up で起動します。',
  }),
  'endpoint-silent': (where, action) => ({
    what: `${where} は ${action} を受け取ったまま、返事をしませんでした。`,
    next: 'ネットワーク(プロキシや VPN など)を確かめて、同じコマンドをもう一度実行してください。',
  }),
  'endpoint-breaks-off': (where, action) => ({
    what: `${action} の返事の途中で、${where} との接続が切れました。`,
    next: 'ネットワークを確かめて、同じコマンドをもう一度実行してください。',
  }),
  'endpoint-not-aws': (where, status) => ({
    what: `${where} で応答しているのは AWS の API ではないようです${status > 0 ? `(HTTP ${status}、中身は別のもの)` : ''}。`,
    next: 'プロキシやログイン画面、同じポートの別のプログラムかもしれません。--endpoint-url、AWS_ENDPOINT_URL、プロキシの設定を確かめてください。',
  }),
  'endpoint-malformed': (endpoint) => ({
    what: `「${endpoint}」は API の接続先として使えません。`,
    next: 'http://127.0.0.1:4680 のように、https:// か http:// で始まるアドレスを指定してください。',
  }),
  throttled: (action) => ({
    what: `${action} に対して、AWS から「リクエストが多すぎる」という返事が続きました。`,
    next: '1 分ほど待って、同じコマンドをもう一度実行してください。止まったところから続きます。',
  }),
  'aws-refused': (code, said) => ({
    what: `AWS に断られました: ${said}(${code})`,
    next: '示された点を直してから、同じコマンドをもう一度実行してください。止まったところから続きます。',
  }),
  'outcome-unknown': (action) => ({
    what: `${action} を送りましたが返事が届かず、実行されたかどうかわかりません。`,
    next: '1 分ほどしてから同じコマンドをもう一度実行してください。先に状態を確かめるので、二重に実行されることはありません。',
  }),
  'waited-too-long': (what, waitedMs, seen) => ({
    what: `${Math.max(1, Math.round(waitedMs / 60_000))} 分待ちましたが終わりませんでした: ${what}${seen === '' ? '' : `(最後に見た状態: ${seen})`}`,
    next: '失われたものはありません。AWS のコンソールで様子を見てから、同じコマンドをもう一度実行すると、続きから待ちます。',
  }),

  'held-by-another': (pid, host) => ({
    what: `このブログでは、別の redundant-blog が作業中です(プロセス ${pid}${host === '' ? '' : `、${host}`})。`,
    next: '終わるのを待つか、その端末で Ctrl-C を押して止めてから、もう一度実行してください。',
  }),
  'at-work-elsewhere': (host, pid, began, last, freeInMinutes) => ({
    what: `このブログでは、ほかの人が作業中です(${host} のプロセス ${pid}、開始 ${began}、最後の応答 ${last})。気づいた時点から、こちらは何も変更していません。`,
    next: `終わるのを待ってから、同じコマンドをもう一度実行してください。今ある状態から続けます。そのプロセスがもう動いていない場合も、最後の応答から 10 分たてば(あと約 ${freeInMinutes} 分で)自動的に続けられるようになります。`,
  }),
  'journal-damaged': (path, line, moveCommand) => ({
    what: `記録ファイルの ${line} 行目が壊れています: ${path}\nファイルはそのまま残してあり、クラウドには何の変更も加えていません。`,
    next: `次のコマンドで別の場所に移すと、クラウド上のタグから続けられます。\n  ${moveCommand}\nそのあと setup をもう一度実行してください。`,
  }),
  'journal-newer': (path, version) => ({
    what: `この記録は、より新しい redundant-blog が書いたものです(形式 ${version}): ${path}`,
    next: '新しい版を使ってください: npx redundant-blog@latest。ファイルには触れていません。',
  }),
  'journal-foreign': (path, expected, found) => ({
    what: `記録 ${path} は ${found} のものですが、今の接続先は ${expected} です。`,
    next: '元のアカウント・リージョン・接続先に戻るか、--state-dir DIR で記録の置き場所を分けてください。',
  }),
  'journal-exposed': (path, fixCommand) => ({
    what: `${path} は他の人も書き換えられる状態なので、内容を信用できません。`,
    next: `意図して共有したのでなければ、次を実行してください: ${fixCommand}`,
  }),
  'journal-not-ours': (path) => ({
    what: `${path} は、このマシンの別の利用者のものです。`,
    next: '--state-dir DIR で自分のフォルダーを指定してください。',
  }),
  'journal-unwritable': (path, code) => ({
    what: `${path} に書き込めません(${code})。先に記録できない限り、クラウドには何の変更も加えません。`,
    next:
      code === 'ENOSPC' ? 'ディスクの空きを作ってから、同じコマンドをもう一度実行してください。' : '--state-dir DIR で書き込めるフォルダーを指定してください。',
  }),
  'journal-unreadable': (path, code) => ({
    what: `${path} を読めません(${code})。`,
    next: '権限を直すか、--state-dir DIR で別のフォルダーを指定してください。',
  }),
  'several-runs': (runs) => ({
    what: `このアカウントとリージョンでは、複数の作業が進行中です: ${runs}`,
    next: '--run ID でどれかを指定してください。',
  }),
  'run-unknown': (run, known) => ({
    what: `このアカウントとリージョンに「${run}」という作業はありません。`,
    next: known === '' ? 'まだ 1 つもありません。--run を外すと新しく始まります。' : `あるのは次のものです: ${known}`,
  }),

  'need-missing': (step, need) => ({
    what: `「${step}」は「${need}」の上に成り立ちますが、それがまだありません。`,
    next: `先にこちらを実行してください: redundant-blog setup --only ${need}`,
  }),
  'not-done-after': (step) => ({
    what: `「${step}」は最後まで進みましたが、見直すと完了した状態になっていません。`,
    next: '同じものを誰かが変更しているのかもしれません。同じコマンドをもう一度実行すると、今ある状態から続きます。',
  }),
  'proof-failed': (step, claim, seen) => ({
    what: `「${step}」は終わりましたが、確認の結果が合いません。期待: ${claim}。実際: ${seen}。`,
    next: `原因を調べてから、次を実行してください: redundant-blog check ${step}`,
  }),
  'others-need-it': (step, others) => ({
    what: `「${step}」の上に成り立つものが残っているので、取り消せません: ${others}`,
    next: '後ろのものから順に、先に取り消してください。',
  }),
};
