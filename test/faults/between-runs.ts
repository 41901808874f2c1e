import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import type { LabConnection } from '../../src/lab/connection.ts';
import type { Lab } from '../../src/lab/server.ts';
import { canonical } from '../crash/canonical.ts';
import { stageIn } from '../crash/stage.ts';
import { startWizard, type Ended } from '../crash/wizard.ts';
import { rowsOf } from '../support/by-hand.ts';

const root = join(import.meta.dirname, '..', '..');
export const minutes = 60_000;

/** A blog that was set up, before each test anew; what the tests change in it is what happened between two runs. */
export interface BetweenRuns {
  readonly home: string;
  lab(): Lab;
  /** The lab as `setup` left it. */
  asSetUp(): string;
  wizard(...words: string[]): Promise<Ended>;
  /** Led to another region, or with another key. */
  wizardWith(other: Partial<LabConnection>, ...words: string[]): Promise<Ended>;
  /** This one step drifted, and `status` ends with 6 and says these words; gives all that it said. */
  drifts(step: string, ...told: readonly (string | RegExp)[]): Promise<string>;
  /** `setup --yes` puts it right, and nothing drifts any more. */
  isSetRight(): Promise<void>;
  /** `setup --yes` stops with this code and these words, and changes nothing. */
  isLeftAlone(code: number, ...told: readonly (string | RegExp)[]): Promise<void>;
}

export function betweenRuns(name: string): BetweenRuns {
  const home = mkdtempSync(join(tmpdir(), `${name}-`));
  const stage = stageIn(home, 1_000);
  let lab: Lab;
  let asSetUp: string;
  const wizardWith = (other: Partial<LabConnection>, ...words: string[]) =>
    startWizard({ root, home, connection: { ...lab.connection, ...other } }, words).ended;
  const wizard = (...words: string[]) => wizardWith({}, ...words);
  beforeAll(async () => {
    lab = await stage.open(undefined);
    const { code, said } = await wizard('setup', '--yes');
    expect(code, said).toBe(0);
    asSetUp = await canonical(lab);
    await stage.keep(lab, 'finish');
  }, 4 * minutes);
  beforeEach(async () => {
    lab = await stage.open('finish');
  });
  afterEach(() => lab.close());
  afterAll(() => rmSync(home, { recursive: true, force: true }));
  return { home, lab: () => lab, asSetUp: () => asSetUp, wizard, wizardWith, ...claimsOf(wizard, () => lab) };
}

function claimsOf(wizard: BetweenRuns['wizard'], lab: () => Lab): Pick<BetweenRuns, 'drifts' | 'isSetRight' | 'isLeftAlone'> {
  return {
    async drifts(step, ...told) {
      const { code, said } = await wizard('status', '--json');
      expect(code, said).toBe(6);
      expect(driftedIn(said), said).toEqual([step]);
      tells(said, told);
      return said;
    },
    async isSetRight() {
      const { code, said } = await wizard('setup', '--yes');
      expect(code, said).toBe(0);
      const after = await wizard('status');
      expect(after.code, after.said).toBe(0);
    },
    async isLeftAlone(wanted, ...told) {
      const before = await canonical(lab());
      const { code, said } = await wizard('setup', '--yes');
      expect(code, said).toBe(wanted);
      tells(said, told);
      expect(await canonical(lab())).toBe(before);
    },
  };
}

/** In the words for people, not only in the lines for programs. */
function tells(said: string, told: readonly (string | RegExp)[]): void {
  const words = wordsIn(said);
  for (const one of told) {
    if (typeof one === 'string') expect(words).toContain(one);
    else expect(words).toMatch(one);
  }
}

export const wordsIn = (said: string): string =>
  said
    .split('\n')
    .filter((line) => !line.startsWith('{'))
    .join(' ')
    .replaceAll(/\s+/g, ' ');

function driftedIn(said: string): readonly string[] | undefined {
  const line = said.split('\n').find((one) => one.startsWith('{"type":"status"'));
  return line === undefined ? undefined : (JSON.parse(line) as { drifted: string[] }).drifted;
}

export const runOf = (lab: Lab): string =>
  rowsOf(lab, 'instance')
    .flatMap(({ Tags = [] }) => Tags)
    .find(({ Key }) => Key === 'redundant-blog:run')?.Value ?? '';

export const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 50));
};
