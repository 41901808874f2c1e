import type { waits as english } from '../en/waits.ts';

export const waits: typeof english = {
  running: (server) => `サーバー ${server} が動き出すのを待っています`,
  stopped: (server) => `サーバー ${server} が止まるのを待っています`,
  ended: (server) => `サーバー ${server} を消しています`,
  wellBeing: (server) => `AWS がサーバー ${server} を点検しています`,
  healthy: 'ロードバランサーから見て 2 台とも正常になるのを待っています',
  database: (name) => `データベース ${name} が応答するのを待っています`,
  marker: (name) => `ページに「${name}」と表示されるのを待っています`,
  checking: '点検中',
  notVisible: 'まだ見えません',
  stillInUse: 'まだ使われています',
  stillThere: 'まだ残っています',
  pending: 'マルチ AZ は反映待ち',
};
