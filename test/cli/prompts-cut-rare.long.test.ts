import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stageIn } from '../crash/stage.ts';
import { startWizard } from '../crash/wizard.ts';
import type { Asking } from '../support/asking.ts';
import { cutEverywhere, type Result } from '../support/cut.ts';
import { badlyLeft, end, endings, type Way } from '../support/endings.ts';
import { newPlace } from '../support/program.ts';
import { inTerminal, mustHaveScript, type Pty } from '../support/pty.ts';
import { reply, scriptedEndpoint } from '../support/scripted-endpoint.ts';
import { tallied } from '../support/tallied.ts';
import { rareQuestions, type Rare } from './rare-questions.ts';

const minutes = 60_000;
const root = join(import.meta.dirname, '..', '..');
const home = mkdtempSync(join(tmpdir(), 'redundant-blog-'));
const stage = stageIn(home, 1_000);
const place = newPlace();
const results: Result[] = [];
const all = rareQuestions(home);

beforeAll(async () => {
  mustHaveScript();
  let before: string | undefined;
  for (const step of new Set(all.flatMap(({ from }) => from ?? []))) {
    const lab = await stage.open(before);
    const { code, said } = await startWizard({ root, home, connection: lab.connection }, ['setup', '--yes', '--until', step]).ended;
    expect({ code, said }).toEqual({ code: 0, said });
    await stage.keep(lab, step);
    before = step;
  }
}, 5 * minutes);
afterAll(async () => {
  console.log(tallied('Rare questions', results));
  rmSync(home, { recursive: true, force: true, maxRetries: 3 });
  await place.clear();
});

/** Makes the place where it is asked, and keeps it. */
async function made({ name, words, from, make, keys, ids }: Rare, number: number): Promise<Asking> {
  const lab = await stage.open(from);
  await make(lab, home);
  const after = `${name}, before`;
  await stage.keep(lab, after);
  return { name, words, after, number, ...(keys && { keys }), ...(ids && { ids }) };
}

const squashed = (text: string) => text.replaceAll(/\s/g, '');

/** Ends it at its first question in every way. */
async function endedAtOnce(name: string, start: () => Pty, question: string, again: string): Promise<void> {
  const ways = endings.map((by): Way => ({ by, language: 'en' }));
  const wrong: string[] = [];
  for (const way of ways) {
    const pty = start();
    expect(await pty.asks()).toBe(true);
    end(pty, way.by);
    const left = await pty.left();
    expect(squashed(left.said)).toContain(squashed(question));
    wrong.push(...badlyLeft(left, way, again));
  }
  results.push({ name, questions: 1, said: '', ways, wrong });
  expect(wrong).toEqual([]);
}

describe.sequential('whatever ends a question that is seldom asked, the terminal is whole and the next run goes on', { shuffle: false }, () => {
  test.each(all.map((rare, number) => ({ rare, number, name: rare.name })))('$name', { timeout: 5 * minutes }, async ({ rare, number }) => {
    const result = await cutEverywhere(stage, await made(rare, number));
    results.push(result);
    expect(rare.asks.filter((question) => !squashed(result.said).includes(squashed(question)))).toEqual([]);
    expect(result.wrong).toEqual([]);
  });

  test("whether to go on with the root user's keys: nothing but who it is was asked", { timeout: 3 * minutes }, async () => {
    const { url, sent } = await scriptedEndpoint(reply.identity('arn:aws:iam::111122223333:root'));
    const keys = { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI', AWS_REGION: 'ap-northeast-1', AWS_ENDPOINT_URL: url };
    await endedAtOnce('root', () => inTerminal(['setup'], { home: place.home, env: { ...place.env, ...keys } }), 'Go on as the root user', 'setup');
    expect(new Set(sent.map(({ action }) => action))).toEqual(new Set(['GetCallerIdentity', 'ListAccountAliases']));
  });

  test('whether this is the account and the region: nothing but who it is was asked', { timeout: 3 * minutes }, async () => {
    const { url, sent } = await scriptedEndpoint(reply.identity('arn:aws:iam::111122223333:user/ann'));
    // Only AWS itself is asked about, so its stand-in must not be known to the program: the SDK finds it here.
    const config = join(place.home, 'aws-config');
    writeFileSync(config, `[default]\nendpoint_url = ${url}\n`);
    const env = { ...place.env, AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI', AWS_CONFIG_FILE: config };
    const asked = () => inTerminal(['setup', '--region', 'ap-northeast-1'], { home: place.home, env });
    await endedAtOnce('account', asked, 'Work on the blog in AWS account 111122223333, region ap-northeast-1?', 'setup');
    expect(new Set(sent.map(({ action }) => action))).toEqual(new Set(['GetCallerIdentity', 'ListAccountAliases']));
  });

  test('whether to lose the lab: it is the same lab', { timeout: 3 * minutes }, async () => {
    await place.run(['lab', 'up']);
    const before = (await place.run(['lab', 'env'])).stdout;
    await endedAtOnce('lab reset', () => inTerminal(['lab', 'reset'], place), place.labDir, 'lab reset');
    expect((await place.run(['lab', 'env'])).stdout).toBe(before);
  });
});
