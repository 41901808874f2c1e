/** What the drills say of what was measured. */
export const drill = {
  figures: (sent: number, failed: number, gapMs: number): string => {
    const gap = `${(gapMs / 1000).toFixed(1)} s`;
    if (sent === 0) return `not measured from outside; by AWS's own events it took ${gap}`;
    return failed === 0 ? `${sent} requests, none failed` : `${sent} requests, ${failed} failed; the longest gap was ${gap}`;
  },
  legend: (servers: string) => `${servers === '' ? '' : `${servers}, `}· = both in turn, x = a request failed`,
  answered: (server: string, count: number) => `${server} answered ${count} ${count === 1 ? 'time' : 'times'}.`,
  failedWith: (saw: string, count: number) => `${count} ${count === 1 ? 'request' : 'requests'} failed: ${saw}`,
};
