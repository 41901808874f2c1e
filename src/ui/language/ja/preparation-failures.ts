import type { preparationFailures as english } from '../en/preparation-failures.ts';

const again = 'そのあと同じコマンドを実行すると、続きから進みます。';

export const preparationFailures: typeof english = {
  'base-there-already': (server, id) => ({
    what: `「${server}」という名前のサーバー(${id})がすでにあり、ブログはもうできているようです。何も作っていません。`,
    next: '冗長な構成にするには npx redundant-blog setup を実行してください。並べてもう 1 つ作るなら --prefix <語> を付けます。(空の練習用クラウドにするには: npx redundant-blog lab reset --empty)',
  }),
  'base-in-use': (server, run) => ({
    what: `この土台の上に setup で作ったものがあるため(作業 ${run}、${server} にタグがあります)、まだ片付けられません。`,
    next: '先に setup で作ったものを片付けてください: npx redundant-blog finish --everything',
  }),
  'zones-too-few': (region, type) => ({
    what: `${region} には、${type} のサーバーを置けるアベイラビリティーゾーンが 2 つありません。`,
    next: '--region で別のリージョンを選んでください。',
  }),
  'key-out-missing': () => ({
    what: '秘密鍵を保存する場所が指定されていません。',
    next: '--key-out でファイルを指定してください。',
  }),
  'key-not-saved': (path, code) => ({
    what: `秘密鍵を ${path} に保存できませんでした(${code})。`,
    next: `書き込めるファイルを --key-out で指定してください。${again}`,
  }),
  'database-refused': (name, why) => ({
    what: `AWS がデータベース ${name} を用意できませんでした(${why})。`,
    next: `割り当ての上限、空きの不足、無料プランの制限などが考えられます。RDS の画面と AWS からのメッセージを確かめてください。${again}`,
  }),
  'no-system-image': (region) => ({
    what: `${region} に Amazon Linux 2023 のイメージが見つかりません。`,
    next: '--region で別のリージョンを選んでください。',
  }),
  'user-data-unknown': (server) => ({
    what: `${server} のユーザーデータが prepare の渡したものと違うため、ブログのパスワードが分かりません。`,
    next: 'npx redundant-blog prepare --undo で片付けてから、もう一度作ってください。',
  }),
  'blog-not-installed': (address, seen) => ({
    what: `${address} の WordPress が最初の設定を受け付けませんでした(実際: ${seen})。`,
    next: `ブラウザで ${address}/wp-admin/install.php を開き、表示を確かめてください。${again}`,
  }),
};
