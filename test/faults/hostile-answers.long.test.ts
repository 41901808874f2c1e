import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateSecurityGroupCommand } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LabConnection } from '../../src/lab/connection.ts';
import { startLab, type Lab } from '../../src/lab/server.ts';
import { stageIn } from '../crash/stage.ts';
import { startWizard } from '../crash/wizard.ts';
import { isBearable, seeded } from './bearable.ts';
import { clientsOf } from '../support/by-hand.ts';

const root = join(import.meta.dirname, '..', '..');
const home = mkdtempSync(join(tmpdir(), 'answers-'));
const stage = stageIn(home, 1_000);
const minutes = 60_000;

const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));

/** The name of every question that there is, as it is asked under: what `flag:` says wherever something is asked. */
const questions = [
  ...new Set(
    sources.flatMap((file) => [...readFileSync(join(root, 'src', file), 'utf8').matchAll(/flag: '--(?:answer )?([\w-]+)/g)].map(([, name = '']) => name)),
  ),
].toSorted();

const hostile = [
  '',
  ' ',
  '=',
  'a=b=c',
  '\u001b[2J\u001b]0;owned\u0007',
  '\u202eevil',
  'a\nb\r\nc',
  '\u009b31m',
  '$(reboot)`id`;rm -rf /',
  "' OR 1=1; --",
  '../../etc/passwd',
  '日本😀👨‍👩‍👧',
  '__proto__',
  'constructor',
  'x'.repeat(20_000),
  '-1',
  '1e309',
  'i-0123456789abcdef0',
  'Web Server1',
];
const plausible = 'yes no do by-hand skip stop adopt other-name leave reboot server1 server2 plugin tutorial 30s NEW-1'.split(' ');

/** A question's name that must occur in this round, perhaps others beside it, and what is answered to each. */
function answersFor(round: number, random: (below: number) => number): string[] {
  const asked = [questions[round % questions.length] ?? '', ...Array.from({ length: random(3) }, () => questions[random(questions.length)] ?? '')];
  return asked.flatMap((name) => {
    const [pool, mixed] = random(4) === 0 ? [plausible, random(2) === 0] : [hostile, random(3) === 0];
    const value = `${pool[random(pool.length)] ?? ''}${mixed ? String.fromCodePoint(1 + random(0x2fff)) : ''}`;
    return ['--answer', `${name}=${value}`];
  });
}

const run = (connection: LabConnection, ...words: string[]) => startWizard({ root, home, connection }, words).ended;

afterAll(() => rmSync(home, { recursive: true, force: true }));

describe.sequential('hostile answers', { shuffle: false, timeout: 10 * minutes }, () => {
  beforeAll(async () => {
    const lab = await stage.open(undefined);
    const { code, said } = await run(lab.connection, 'setup', '--yes', '--until', 'mark-server-2');
    expect(code, said).toBe(0);
    await stage.keep(lab, 'middle');
  }, 4 * minutes);

  test('there are questions, and they are found', () => {
    expect(questions).toEqual(expect.arrayContaining(['server1', 'image-name', 'balancer-name', 'rewrite-rows', 'admin-email', 'take-over', 'marker']));
  });

  test('to whatever is asked are taken or refused in a sentence, and harm nothing that was there', async () => {
    const random = seeded(23);
    for (let round = 0; round < 30; round += 1) {
      const lab = await stage.open(round % 2 === 0 ? undefined : 'middle');
      if (round % 2 === 0) makeAmbiguous(lab);
      const before = thingsIn(lab);
      const answers = answersFor(round, random);
      const ended = await run(lab.connection, 'setup', '--yes', '--until', round % 2 === 0 ? 'launch-server-2' : 'load-balancer', ...answers);
      isBearable(ended, JSON.stringify(answers).slice(0, 500));
      await lab.settled();
      expect(thingsIn(lab), ended.said).toEqual(expect.arrayContaining(before));
      await lab.close();
    }
  });

  test('that lead to the same question again do not lead there for ever', async () => {
    const lab = await stage.open('middle');
    const { ec2 } = clientsOf(lab);
    await ec2.send(new CreateSecurityGroupCommand({ GroupName: 'LB-SG-1', Description: 'mine', VpcId: lab.home.table('vpc').all()[0]?.id }));
    for (const [step, answer] of [
      ['balancer-firewall', 'prefix=other-name'],
      ['target-group', 'yes=by-hand'],
    ] as const) {
      const ended = await run(lab.connection, 'setup', '--yes', '--only', step, '--answer', answer);
      isBearable(ended, answer);
      expect(ended.code, ended.said).toBe(2);
      expect(ended.said).toContain(`--answer ${answer}`);
    }
    await lab.close();
  });

  test('while the base is built, too', async () => {
    const random = seeded(29);
    const asked = 'vpc-name key-name database-name blog-title admin-user admin-email key-out'.split(' ');
    for (const [round, name] of asked.entries()) {
      mkdirSync(join(home, `empty-${round}`));
      const lab = await startLab({ dir: join(home, `empty-${round}`, 'lab'), port: 0, speed: 1_000, empty: true });
      const value = hostile[random(hostile.length)] ?? '';
      isBearable(await run(lab.connection, 'prepare', '--yes', '--answer', `${name}=${value}`), `${name}=${value.slice(0, 80)}`);
      await lab.close();
    }
  });
});

/** No server has the tutorial's name, so that it is asked which one it is. */
function makeAmbiguous(lab: Lab): void {
  const servers = lab.home.table('instance');
  for (const { id } of servers.all()) {
    servers.edit(id, (row) => {
      row.Tags = (row.Tags ?? []).map((tag) => (tag.Key === 'Name' ? { Key: 'Name', Value: 'My \u001b[31mblog' } : tag));
    });
  }
}

/** Servers, databases, images and rules that are there, by id: what nobody may lose by an answer. */
function thingsIn(lab: Lab): string[] {
  const alive = lab.home.table('instance').all();
  return [
    ...alive.map(({ id, State }) => `${id} ${State?.Name}`),
    ...lab.home
      .table('dbInstance')
      .all()
      .map(({ DbiResourceId, DBInstanceStatus }) => `${DbiResourceId} ${DBInstanceStatus}`),
    ...(['image', 'snapshot', 'securityGroup', 'securityGroupRule', 'subnet'] as const).flatMap((kind) =>
      lab.home
        .table(kind)
        .all()
        .map(({ id }) => id),
    ),
  ];
}
