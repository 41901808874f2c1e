import type { picture as english } from '../en/picture.ts';

export const picture: typeof english = {
  readers: '読者',
  through: (address) => `http  ${address}`,
  unknownAddress: 'アドレス未確認',
  balancer: 'ロードバランサー',
  database: 'データベース',
  standby: 'スタンバイ',
  copied: '書き込みごとに複製',
  joint: '、',
  nothingHere: '-',
  server: 'サーバー',
  openToAll: '誰からも直接届く',
  onlyThroughBalancer: 'LB経由のみ',
  single: '(!) 単一障害点',
  health: (state) => `ターゲット ${state}`,
  noneLeft:
    'サーバー、データベース、AZ のどれか 1 つが止まってもブログは動き続けます。まだ 1 つしかないもの: アップロードしたファイル(1 台のサーバーにだけあります)とリージョン。',
  listTitle: '単一障害点:',
  spof: {
    oneServer: (name) => `サーバーが 1 台だけです(${name})。止まるとブログも止まります`,
    oneDatabase: (name) => `データベースが 1 台だけです(${name})。止まるとどのページも表示できません`,
    oneZone: (zone) => `サーバーが 1 つの AZ(${zone})にしかありません`,
    oneAddress: (address) => `ブログのアドレス(${address})が特定の 1 台を指していて、ほかのサーバーは使われません`,
    noBalancer: 'ロードバランサーがなく、動いているサーバーへ振り分けられません',
    idleBalancer: (name) => `ロードバランサー ${name} は、どのサーバーにも振り分けていません(サーバーにつながるリスナーがありません)`,
    shutBalancer: (name) => `ロードバランサー ${name} に読者が接続できません(セキュリティグループに許可するルールがありません)`,
    unlistedServer: (name) => `${name} はロードバランサーの振り分け先に登録されていないため、読者が届きません`,
    noDatabase: 'このブログのデータベースが見当たりません。データベースがないと、どのサーバーもページを表示できません',
    downDatabase: (name, state) => `データベース ${name} は今、応答できません(${state})`,
    downServer: (name, state) => `${name} は今、応答できません(${state})`,
  },
};
