import type { drill as english } from '../en/drill.ts';

export const drill: typeof english = {
  figures: (sent, failed, gapMs) => {
    const gap = `${(gapMs / 1000).toFixed(1)} 秒`;
    if (sent === 0) return `外からは測っていません。AWS の記録では ${gap} でした`;
    return failed === 0 ? `${sent} 回読んで、失敗なし` : `${sent} 回読んで、失敗 ${failed} 回。いちばん長い途切れは ${gap}`;
  },
  legend: (servers) => `${servers === '' ? '' : `${servers}、`}· = 両方が交互に応答、x = 失敗あり`,
  answered: (server, count) => `${server} が ${count} 回応答しました。`,
  failedWith: (saw, count) => `${count} 回失敗しました: ${saw}`,
};
