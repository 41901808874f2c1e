import type { drillFailures as english } from '../en/drill-failures.ts';

const seconds = (ms: number) => `${Math.max(1, Math.ceil(ms / 1000))} 秒`;

export const drillFailures: typeof english = {
  'drill-too-early': (drill) => ({
    what: `ブログは今、冗長な状態にないので、drill ${drill} を行ってもブログが止まるだけです。`,
    next: '何が足りないかは npx redundant-blog status で分かります。npx redundant-blog setup で整います。',
  }),
  'guess-malformed': (given) => ({
    what: `--guess ${given} は時間として読めません。`,
    next: '30s、2m、1m30s のように書いてください。',
  }),
  'keep-needs-tuned': () => ({
    what: '--keep は調整したヘルスチェックを残すためのものですが、調整は指定されていません。',
    next: '--tuned と一緒に使ってください。',
  }),
  'drill-no-page': (url, saw) => ({
    what: `${url} がすでに正しく応答していません(${saw})。このまま訓練をしても何も確かめられません。`,
    next: '先にブログを元に戻してください。今の様子は npx redundant-blog status で分かります。',
  }),
  'drill-not-healthy': (states) => ({
    what: `正常でないサーバーがあります: ${states}。このうえ障害を起こすと、ブログが止まるおそれがあります。`,
    next: '2 台とも正常になるまで待ってから(npx redundant-blog status)、同じコマンドをもう一度実行してください。',
  }),
  'drill-too-soon': (database, leftMs) => ({
    what: `${database} は少し前にフェイルオーバーしたばかりです。AWS は次のフェイルオーバーを受け付けても、実行しないことがあります。`,
    next: `${seconds(leftMs)}後に、同じコマンドをもう一度実行してください。`,
  }),
  'drill-zone-empty': (zone) => ({
    what: `データベースは ${zone} にありますが、そこに Web サーバーはありません。このゾーンを失うのは、データベースを失うのと同じことです。`,
    next: 'その訓練を行ってください: npx redundant-blog drill database',
  }),
  'drill-not-survived': (drill, struck) => ({
    what: `ブログは訓練に耐えられませんでした。${struck} がないあいだ、読者はページを見られませんでした(drill ${drill})。`,
    next: 'すべて元に戻してあります。どこが足りないかは npx redundant-blog check で分かります。',
  }),
};
