import { expect, test } from 'vitest';
import { sharedBench } from './bench.ts';

const bench = sharedBench();

test(
  'a start that was cut off is sent again with the same token where AWS does not show the server yet: there is only the one',
  { timeout: 120_000 },
  async () => {
    const { lab } = bench();
    const servers = () =>
      lab.home
        .table('instance')
        .all()
        .map(({ id }) => id);
    await bench().wizard().walk({ until: 'create-image' });
    const before = servers();

    // The process dies when the server is there and nobody knows of it.
    const dead = new AbortController();
    await new Promise<void>((died) => {
      const first = bench().wizard({
        dead: dead.signal,
        around: async (intent, act) => {
          const result = await act();
          if (intent.op !== 'ec2:RunInstances') return result;
          dead.abort();
          died();
          return new Promise(() => undefined);
        },
      });
      void first.walk({ until: 'launch-server-2' });
    });
    const [made = ''] = servers().filter((id) => !before.includes(id));

    // Nobody is shown the new server until it is asked for once more.
    lab.faults.around({
      operation: 'ec2:DescribeInstances',
      count: 0,
      around: async (act) => {
        const row = lab.home.table('instance').get(made);
        lab.home.table('instance').remove(made);
        try {
          return await act();
        } finally {
          if (row !== undefined) lab.home.table('instance').put(row);
        }
      },
    });
    let asked = 0;
    lab.faults.around({ operation: 'ec2:RunInstances', around: (act) => ((asked += 1), lab.faults.mend(), act()) });
    expect(await bench().wizard().walk({ until: 'launch-server-2' })).toBe('ok');
    expect(asked).toBe(1);
    expect(servers()).toHaveLength(before.length + 1);
  },
);
