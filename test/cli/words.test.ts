import { afterAll, describe, expect, test } from 'vitest';
import { newPlace } from '../support/program.ts';
import { failsSoftly } from '../support/sentences.ts';

const place = newPlace();
afterAll(() => place.clear());

describe('words that are not understood end with exit 2, the word, and what was probably meant', () => {
  test.for([
    ['an unknown command', ['statsu'], ['`statsu`', 'Did you mean `status`']],
    ['an unknown command that is like no other', ['xyzzy'], ['`xyzzy`', 'setup, plan, status']],
    ['an unknown lab command', ['lab', 'upp'], ['`upp`', 'Did you mean `up`']],
    ['an unknown flag', ['setup', '--lba'], ['`--lba`', 'Did you mean `--lab`']],
    ['a flag of another command', ['status', '--everything'], ['`redundant-blog status`', '`--everything`']],
    ['an unknown language', ['setup', '--lang', 'jp'], ['`jp`', 'Did you mean `ja`', 'en, ja']],
    ['a flag without its value', ['setup', '--region'], ['--region <region>', 'needs a value']],
    ['a word too many', ['setup', 'now'], ['redundant-blog setup', '--help']],
    ['a missing step', ['undo'], ['redundant-blog undo', 'step']],
    ['an unknown step to undo', ['undo', 'load-blancer'], ['`load-blancer`', 'Did you mean `load-balancer`']],
    ['an unknown step to check', ['check', 'multiaz'], ['`multiaz`', 'Did you mean `multi-az`']],
    ['an unknown step to do', ['setup', '--only', 'target-grp'], ['`target-grp`', 'Did you mean `target-group`']],
    ['an unknown step to end with', ['setup', '--until', 'nonsense'], ['`nonsense`', 'preflight']],
    ['two flags that exclude each other', ['setup', '--only', 'multi-az', '--until', 'finish'], ['`--only`', '`--until`']],
    ['the lab and a profile at once', ['setup', '--lab', '--profile', 'blog'], ['`--lab`', '`--profile`']],
    ['a port that is no number', ['lab', 'up', '--port', 'abc'], ['`--port`', '`abc`', '1 to 65535']],
    ['a port out of range', ['lab', 'up', '--port', '70000'], ['`70000`']],
    ['a speed of nothing', ['lab', 'up', '--speed', '0'], ['`--speed`', '`0`']],
    ['a prefix that AWS would refuse', ['setup', '--prefix', 'under_score'], ['`under_score`']],
    ['a region that is none', ['setup', '--region', 'tokyo'], ['tokyo', 'ap-northeast-1']],
    ['an endpoint that is none', ['plan', '--region', 'ap-northeast-1', '--endpoint-url', 'localhost'], ['localhost', 'http']],
  ] as const)('%s', async ([, words, told]) => {
    failsSoftly(await place.run(words), 2, ...told);
  });

  test('in Japanese too', async () => {
    failsSoftly(await place.run(['statsu', '--lang', 'ja']), 2, /`statsu` というコマンドはありません/, /`status` のことでしょうか/);
    failsSoftly(await place.run(['undo', 'finsh'], { LANG: 'ja_JP.UTF-8' }), 2, /`finsh`/, /`finish` のことでしょうか/);
  });
});

describe('help', () => {
  test('shows the commands, examples and every exit code, and is no failure', async () => {
    const { code, stdout } = await place.run(['--help']);
    expect(code).toBe(0);
    for (const word of ['setup', 'plan', 'status', 'check', 'undo', 'finish', 'lab', 'npx redundant-blog setup --lab', '130']) expect(stdout).toContain(word);
  });

  test('speaks the language that was chosen', async () => {
    const { stdout } = await place.run(['setup', '--help', '--lang', 'ja']);
    expect(stdout).toMatch(/使い方:/);
    expect(stdout).toMatch(/終了コード:/);
    expect(stdout).not.toMatch(/Usage|Options|Commands|Exit codes/);
  });

  test('lists the steps where one can be named', async () => {
    for (const command of ['setup', 'check', 'undo']) expect((await place.run([command, '--help'])).stdout).toMatch(/balancer-firewall/);
  });

  test('fits in 80 columns', async () => {
    const { stdout } = await place.run(['--help']);
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  test('a command that needs another word shows its help and ends with exit 2', async () => {
    for (const words of [[], ['lab']]) {
      const { code, stderr } = await place.run(words);
      expect(code).toBe(2);
      expect(stderr).toMatch(/Commands:/);
    }
  });

  test('says its version', async () => {
    const { code, stdout } = await place.run(['--version']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
