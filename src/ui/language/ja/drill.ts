import type { drill as english } from '../en/drill.ts';

function time(ms: number): string {
  const seconds = ms / 1000;
  if (seconds === 0) return '0 秒';
  if (seconds < 9.95) return `${seconds.toFixed(1)} 秒`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} 秒`;
  return whole % 60 === 0 || whole >= 600 ? `${Math.round(whole / 60)} 分` : `${Math.floor(whole / 60)} 分 ${whole % 60} 秒`;
}

export const drill: typeof english = {
  time,
  figures: (sent, failed, gapMs) => {
    const gap = time(gapMs);
    if (sent === 0) return `外からは測っていません。AWS の記録では ${gap}でした`;
    return failed === 0 ? `${sent} 回読んで、失敗なし` : `${sent} 回読んで、失敗 ${failed} 回。いちばん長い途切れは ${gap}`;
  },
  questions: {
    guess: '予想: AWS でページが見られない時間は最長で?(30s、2m。Enter だけなら予想なし)',
    guessRule: '30s、2m、1分30秒 のような時間を入力するか、空のままにしてください',
    which: 'どちらのサーバーを止めますか?',
    begin: {
      web: (things) => `今すぐ ${things} を止めて、また起動しますか?読者にエラーがいくつか見えるかもしれません。`,
      database: (things) => `今すぐ ${things} を待機系に引き継がせますか?読者には 1〜2 分ほどエラーが見えます。`,
      zone: (things) => `今すぐ ${things}を止め、同時にデータベースを待機系に引き継がせますか?読者には 1〜2 分ほどエラーが見えます。`,
    },
  },
  declined: '訓練は行いませんでした。何も変えていません。',
  serverInZone: 'データベースと同じゾーンの Web サーバー',
  title: {
    web: '訓練: Web サーバーが 1 台止まったら',
    database: '訓練: データベースが止まったら',
    zone: '訓練: ゾーンが丸ごと止まったら',
  },
  going: {
    web: (things) => `訓練中: ${things.join('、')} が止まります`,
    database: (things) => `訓練中: ${things.join('、')} がフェイルオーバーします`,
    zone: (things) => `訓練中: ${things.join(' と ')} が同時に止まります`,
  },
  over: {
    web: '訓練が終わり、サーバーは 2 台とも戻りました',
    database: '訓練が終わり、データベースには待機系が戻りました',
    zone: '訓練が終わり、すべてが冗長な状態に戻りました',
  },
  readers: '読者',
  nowIs: (name, state) => `${name}: ${state}`,
  fails: {
    shallow: (saw) => `読者: サーバーのファイルが届きません(${saw})`,
    deep: (saw) => `読者: ブログのページが見られません(${saw})`,
  },
  answeredAgain: {
    shallow: (after) => `読者: ファイルがまた届きました(${after}ぶり)`,
    deep: (after) => `読者: ページがまた見られます(${after}ぶり)`,
  },
  signs: {
    serves: '読者に応答',
    rests: '正常',
    changes: '切り替え中・待ち',
    away: '停止',
    fails: '失敗',
    struck: '障害を起こした時',
    mended: '元に戻し始めた時',
  },
  rows: {
    requests: 'リクエスト',
    gap: '最長の途切れ',
    late: '遅れた応答',
    failing: 'エラーの続いた時間',
    detected: 'AWS が気づくまで',
    redundant: '冗長に戻るまで',
    answered: '応答したサーバー',
    zones: 'データベースの移動',
    check: 'ヘルスチェック',
  },
  kinds: {
    refused: '接続の拒否・切断',
    timeout: '時間内に応答なし',
    '5xx': 'サーバーエラー(5xx)',
    'wrong-content': '違うページ',
    other: 'その他',
  },
  kindOf: (kind, count) => `${kind} ${count} 回`,
  requests: (sent, failed, kinds) => (failed === 0 ? `${sent} 回、失敗なし` : `${sent} 回、うち失敗 ${failed} 回(${kinds})`),
  noGap: 'なし',
  late: (count) => `${count} 回(1 秒より長くかかったもの)`,
  slowHere: 'この機械が混んでいるため、遅れた応答がありました。AWS の遅れではなく、途切れが実際より長く見えます。',
  within: (gap, resolution) => `${gap}(測定の細かさは ${resolution})`,
  about: (estimate) => `およそ ${estimate}`,
  scaled: (pace, onAws, exact) =>
    `ここでは時間が ${pace} 倍の速さで進みます(上の時間はすべて実測です)。AWS なら最長の途切れはおよそ ${onAws}になります(測定の細かさは ${exact})。`,
  guessed: (guess, was, relation) =>
    ({
      below: `予想は ${guess}、結果は ${was}でした。思ったより短く済みました。`,
      as: `予想は ${guess}、結果は ${was}でした。よい予想です。`,
      above: `予想は ${guess}、結果は ${was}でした。思ったより長くかかりました。`,
    })[relation],
  usual: {
    upTo: (_, to, relation) =>
      relation === 'above'
        ? `普通は長くても ${to}です(このヘルスチェックが気づくまでの時間)。今回はそれより長くかかりました。`
        : `普通は長くても ${to}です(このヘルスチェックが気づくまでの時間)。今回もその範囲でした。`,
    between: (from, to, relation) =>
      ({
        below: `AWS によれば ${from}〜${to}が普通です。今回はそれより短く済みました。`,
        as: `AWS によれば ${from}〜${to}が普通です。今回もそうでした。`,
        above: `AWS によれば ${from}〜${to}が普通です。今回はそれより長くかかりました。`,
      })[relation],
  },
  check: (interval, threshold) => `${interval} 秒ごと、${threshold} 回の失敗で判定`,
  compare: {
    begin: (first, second) => `訓練を 2 回行って比べます。まずチュートリアルのヘルスチェック(${first})、次に調整したもの(${second})です。`,
    first: 'チュートリアル',
    second: '調整後',
    failedOf: (failed, sent) => `${sent} 回のうち失敗 ${failed} 回`,
    kept: '調整したヘルスチェックを残しました。',
    restored: 'ヘルスチェックを元の設定に戻しました。',
    keep: '調整したものを残すには、--keep を付けて訓練を行ってください。',
  },
  left: {
    restoring: (server) => `訓練が途中で切れ、${server} が止まったままかもしれません。まず起動します。`,
    restored: (server) => `訓練で止めたサーバーを元に戻しました: ${server}`,
    check: '訓練が途中で切れ、ヘルスチェックが変わったままでした。元の設定に戻しました。',
    warn: (server) => `訓練が途中で切れ、${server} が止まったままかもしれません。このコマンドは何も変えません。setup か drill を実行すると起動します。`,
    warnCheck: '訓練が途中で切れ、ヘルスチェックが変わったままです。このコマンドは何も変えません。setup か drill を実行すると元に戻ります。',
  },
  zoneHint: (command) => `ゾーンが丸ごと止まってもブログが続くことを見るには: ${command}`,
};
