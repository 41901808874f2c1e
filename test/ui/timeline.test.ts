import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { drawTimeline, type Chart, type Paint } from '../../src/ui/timeline.ts';
import { en } from '../../src/ui/language/en.ts';
import { ja } from '../../src/ui/language/ja.ts';
import { widthOf } from '../../src/ui/width.ts';

const plain: Paint = (text) => text;
const paints = { fails: plain, away: plain, changes: plain, serves: plain, rests: plain };
const second = 1_000;

const chart: Chart = {
  untilMs: 10 * second,
  lanes: [
    {
      name: 'readers',
      stretches: [
        { fromMs: 0, untilMs: 4 * second, mark: 'serves' },
        { fromMs: 4 * second, untilMs: 5 * second, mark: 'fails' },
        { fromMs: 5 * second, untilMs: 10 * second, mark: 'serves' },
      ],
    },
    {
      name: 'Web Server2',
      stretches: [
        { fromMs: 0, untilMs: 4 * second, mark: 'rests' },
        { fromMs: 4 * second, untilMs: 8 * second, mark: 'away' },
        { fromMs: 8 * second, untilMs: 10 * second, mark: 'changes' },
      ],
    },
  ],
  events: [
    { atMs: 4 * second, sign: '!' },
    { atMs: 8 * second, sign: '+' },
  ],
};

describe('the timeline', () => {
  test('shows a lane for each, signs that need no colour, the time, and what they mean', () => {
    expect(drawTimeline(chart, en.drill, paints, 52)).toMatchInlineSnapshot(`
      "                             !             +
        readers      ==============xxxx=================
        Web Server2  --------------..............~~~~~~~
                     0 s            5.0 s           10 s
        ! made to fail   + put right   x fails   . stopped   ~ changing, or waiting
        = answers readers   - well"
    `);
  });

  test('is never wider than 80 columns, in either language, whatever the things are called', () => {
    for (const words of [en.drill, ja.drill]) {
      for (const name of ['ウェブサーバー二号機(とても長い名前のもの)', 'x'.repeat(200), '\u001b[31mred\u202e']) {
        const drawn = drawTimeline({ ...chart, lanes: chart.lanes.map((lane) => ({ ...lane, name })) }, words, paints, 300);
        expect(Math.max(...drawn.split('\n').map(widthOf))).toBeLessThanOrEqual(80);
        expect(stripVTControlCharacters(drawn)).toBe(drawn);
      }
    }
  });

  test('keeps its lanes in line where a character takes two columns', () => {
    const lanes = chart.lanes.map((lane, index) => ({ ...lane, name: index === 0 ? '読者' : 'サーバー' }));
    const [, readers = '', server = ''] = drawTimeline({ ...chart, lanes }, ja.drill, paints).split('\n');
    expect(widthOf(readers)).toBe(widthOf(server));
  });

  test('of all that falls into one cell the worst is seen', () => {
    const stretches = Array.from({ length: 500 }, (_, at) => ({
      fromMs: at * 20,
      untilMs: at * 20 + 20,
      mark: at === 250 ? ('fails' as const) : ('serves' as const),
    }));
    const [lane = ''] = drawTimeline({ untilMs: 10 * second, lanes: [{ name: 'readers', stretches }], events: [] }, en.drill, paints).split('\n');
    expect(lane.match(/x/g)).toHaveLength(1);
  });

  test('paints failures, and only for those who see colours', () => {
    const red: Paint = (text) => `<${text}>`;
    expect(drawTimeline(chart, en.drill, { ...paints, fails: red })).toMatch(/=<x+>=/);
  });
});
