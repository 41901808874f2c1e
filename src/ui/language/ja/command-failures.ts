import type { commandFailures as english } from '../en/command-failures.ts';

const meant = (suggestion: string | undefined) => (suggestion === undefined ? '' : `\`${suggestion}\` のことでしょうか。`);

export const commandFailures: typeof english = {
  'unknown-command': (word, suggestion, known) => ({
    what: `\`${word}\` というコマンドはありません。`,
    next: `${meant(suggestion)}使えるコマンド: ${known.join(', ')}`,
  }),
  'unknown-flag': (flag, suggestion, command) => ({
    what: `\`${command}\` に \`${flag}\` というオプションはありません。`,
    next: `${meant(suggestion)}一覧は \`${command} --help\` で見られます。`,
  }),
  'unknown-value': (flag, value, suggestion, known) => ({
    what: `\`${flag}\` に \`${value}\` は指定できません。`,
    next: `${meant(suggestion)}指定できるもの: ${known.join(', ')}`,
  }),
  'missing-value': (flag) => ({
    what: `\`${flag}\` の後に値がありません。`,
    next: '値を続けて書くか、このオプションを外してください。',
  }),
  'missing-argument': (argument, command) => ({
    what: `\`${command}\` には次の指定が必要です: ${argument}`,
    next: `例は \`${command} --help\` で見られます。`,
  }),
  'missing-subcommand': (command, known) => ({
    what: `\`${command}\` だけでは何をするか決まりません。`,
    next: `次のどれかを続けてください: ${known.join(', ')}`,
  }),
  'too-many-words': (command) => ({
    what: `\`${command}\` の後に余分な語があります。`,
    next: `空白を含む値は引用符で囲んでください。書き方は \`${command} --help\` で見られます。`,
  }),
  'not-a-number': (flag, value, lowest, highest) => ({
    what: `\`${flag}\` に \`${value}\` は指定できません。`,
    next: `${lowest} から ${highest} までの数を指定してください。`,
  }),
  'prefix-malformed': (value) => ({
    what: `\`${value}\` は名前の前に付けられません。`,
    next: '英字で始まる12文字以内の英数字とハイフンにしてください(ロードバランサー名の長さの制限のためです。`internal-` で始めることもできません)。',
  }),
  'flags-conflict': (one, other) => ({
    what: `\`${one}\` と \`${other}\` は同時に指定できません。`,
    next: 'どちらか一方を外してください。',
  }),
  'no-account-no-terminal': () => ({
    what: 'AWS の認証情報がなく、質問できる端末もありません。',
    next: 'アカウントなしで練習するなら `npx redundant-blog setup --lab --yes` を、ご自分のブログなら `aws configure` を実行するか --profile <名前> を指定してください。',
  }),
  'lab-port-in-use': (port) => ({
    what: `ポート ${port} は使用中のため、ラボを起動できません。`,
    next: '--port で別の番号を指定するか、--port を外してください(空いている番号を探します)。',
  }),
  'lab-dir-not-ours': (dir) => ({
    what: `\`${dir}\` はラボのフォルダーではなく、中にファイルがあるため、何もしませんでした。`,
    next: '--lab-dir には空のフォルダーか、まだないフォルダーを指定してください。',
  }),
  'lab-not-running': (dir) => ({
    what: `\`${dir}\` のラボは動いていません。`,
    next: '`npx redundant-blog lab up` で起動してください。',
  }),
  'lab-did-not-start': (dir, reason) => ({
    what: `\`${dir}\` のラボを起動できませんでした: ${reason}`,
    next: '`npx redundant-blog lab down` の後に `npx redundant-blog lab up` を試してください。直らないときは `npx redundant-blog lab reset` で最初からやり直せます。',
  }),
  'nothing-to-break': (what, on) => ({
    what: on === '' ? `どの ${what} のことか決められません。` : `動いている ${what} \`${on}\` はラボにありません。`,
    next: '`npx redundant-blog lab status` で確かめて、--on <名前> で指定してください。',
  }),
  'lab-disk': (dir, reason) => ({
    what: `ラボのフォルダー \`${dir}\` に書き込めません(${reason})。`,
    next: '空き容量を作るか、書き込めるフォルダーを --lab-dir に指定してください。',
  }),
  'learner-name': (name) => ({
    what: `\`${name}\` は受講者の名前として使えません。`,
    next: '半角の英小文字、数字、ハイフンで 1~32 文字にしてください(最初と最後は英小文字か数字)。',
  }),
  'learner-needs-lab': () => ({
    what: '--learner は練習用クラウドの中のアカウントを指しますが、練習用クラウドを使う指定がありません。',
    next: '--lab を付けるか、--learner を外してください。',
  }),
  'no-such-learner': (name) => ({
    what: `ラボに ${name} という受講者はいません。`,
    next: `今いる受講者は \`npx redundant-blog lab status\` で確認できます。\`npx redundant-blog lab env --learner ${name}\` で追加できます。`,
  }),
  'policy-unreadable': (file, reason) => ({
    what: `ポリシー \`${file}\` を読めません: ${reason}`,
    next: 'ポリシーのファイル名、標準入力なら -、制限をなくすなら none を指定してください。',
  }),
  'policy-refused': (reason) => ({
    what: `ポリシーを設定しませんでした: ${reason}`,
    next: 'ラボは、ポリシーのすべてを守れるときだけ受け付けます。対応していない部分を書き換えて、もう一度設定してください。',
  }),
  'lab-no-such-address': (address) => ({
    what: `このマシンに ${address} というアドレスはないため、ラボはそこで待ち受けられません。`,
    next: '--listen には、このマシンのアドレスか、すべてのアドレスを表す 0.0.0.0 を指定してください。',
  }),
  'lab-listens-elsewhere': (address) => ({
    what: `ラボはすでに動いていますが、${address} では待ち受けていません。`,
    next: `\`npx redundant-blog lab down\` の後に \`npx redundant-blog lab up --listen ${address}\` を実行してください。`,
  }),
  'lab-parts-missing': (parts) => ({
    what: `このラボに必要なものが、このマシンにありません: ${parts}`,
    next: 'Debian では `apt-get install mariadb-server php-cli php-mysql php-mbstring php-xml wordpress wordpress-theme-twentytwentythree openssl` でインストールできます。内蔵のもので始めるには `npx redundant-blog lab reset --blog sample --db builtin` を実行してください。',
  }),
  'lab-other-kinds': (dir, blog, database) => ({
    what: `\`${dir}\` のラボは --blog ${blog} --db ${database} で作られていて、途中では変えられません。`,
    next: '続きから使うときはフラグを外してください。`npx redundant-blog lab reset --blog … --db …` で作り直すか、--lab-dir で別のフォルダーに作れます。',
  }),
  'rds-ca-unreadable': (path) => ({
    what: `\`${path}\` は証明書の入ったファイルではありません。`,
    next: '--rds-ca には、データベースの証明書を発行した認証局の PEM ファイルを指定してください。',
  }),
  'report-unwritable': (path, code) => ({
    what: `報告書を ${path} に書き出せませんでした(${code})。`,
    next: '書き込みのできる、すでにあるフォルダーの中のファイルを --out で指定してください。',
  }),
  'nothing-to-report': (region) => ({
    what: `${region} にブログが見つからないため、報告することがありません。`,
    next: '--region と --profile を確認してください。`npx redundant-blog setup` で作業を始められます。`report` は途中でも使えます。',
  }),
  unexpected: (message) => ({
    what: `想定していない問題が起きました: ${message}`,
    next: '同じコマンドに --debug を付けて実行し、表示された内容をお知らせください。ここまでの作業は残っていて、`npx redundant-blog setup` で続きから再開できます。',
  }),
};
