import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { OutcomeUnknown } from '../src/aws/failures.ts';
import { systemClock } from '../src/clock.ts';
import { createJournal, journalPath, noJournal, openJournal, viewJournal, type Journal } from '../src/journal.ts';
import { schemaVersion } from '../src/journal/record.ts';
import type { Run } from '../src/step.ts';
import { tempFolder } from './support/temp.ts';

const run: Run = { id: '0badcafe', account: '123456789012', region: 'ap-northeast-1' };
const never = new AbortController().signal;

function place(stateDir: string, endpoint?: string) {
  return { stateDir, run, endpoint, clock: systemClock(), tool: '0.1.0' };
}

async function filled(stateDir: string): Promise<Journal> {
  const journal = createJournal(place(stateDir));
  await journal.note({ type: 'answered', step: 'create-image', answers: { name: 'Web Server' } });
  await journal.note({ type: 'began', step: 'create-image' });
  await journal.memory('create-image').keep('token', 'rb-1');
  await journal.change('create-image', never)({ op: 'ec2:CreateImage', params: { Name: 'Web Server' } }, async () => undefined);
  await journal.note({ type: 'recorded', step: 'create-image', output: { imageId: 'ami-1', snapshotIds: [] } });
  return journal;
}

function lines(path: string): string[] {
  return readFileSync(path, 'utf8').trimEnd().split('\n');
}

function refused(stateDir: string, code: string): void {
  const path = journalPath(place(stateDir));
  const before = readFileSync(path);
  expect(() => openJournal(place(stateDir))).toThrow(code);
  expect(readFileSync(path)).toEqual(before);
}

describe('the journal', () => {
  it('gives back, when opened again, the answers, kept values, outputs and intents it was given', async () => {
    const stateDir = tempFolder();
    (await filled(stateDir)).close();
    const again = openJournal(place(stateDir));
    expect(again.answers('create-image')).toEqual({ name: 'Web Server' });
    expect(again.memory('create-image').recall('token')).toBe('rb-1');
    expect(again.output('create-image')).toEqual({ imageId: 'ami-1', snapshotIds: [] });
    expect(again.memory('create-image').intents('ec2:CreateImage')).toMatchObject([{ params: { Name: 'Web Server' }, ended: 'ok' }]);
    expect(again.underWay).toEqual([]);
    again.close();
  });

  it('has the intent on disk before the call and its result after', async () => {
    const stateDir = tempFolder();
    const journal = createJournal(place(stateDir));
    const path = journalPath(place(stateDir));
    await journal.change('target-group', never)({ op: 'elasticloadbalancing:CreateTargetGroup', params: { Name: 'TG-1' } }, async () => {
      expect(lines(path).at(-1)).toContain('"type":"intent"');
    });
    expect(lines(path).at(-1)).toContain('"type":"result"');
    journal.close();
  });

  it('leaves an intent open when no answer came, and ends it when the call was refused', async () => {
    const stateDir = tempFolder();
    const journal = createJournal(place(stateDir));
    const change = journal.change('multi-az', never);
    await expect(change({ op: 'rds:A', params: {} }, () => Promise.reject(new OutcomeUnknown('rds:A', undefined)))).rejects.toThrow('no answer');
    await expect(change({ op: 'rds:B', params: {} }, () => Promise.reject(new Error('refused')))).rejects.toThrow('refused');
    journal.close();
    const memory = openJournal(place(stateDir)).memory('multi-az');
    expect(memory.intents('rds:A')).toMatchObject([{ ended: 'unknown' }]);
    expect(memory.intents('rds:B')).toMatchObject([{ ended: 'failed' }]);
  });

  it('leaves an intent open when Ctrl-C cut the call short', async () => {
    const journal = createJournal(place(tempFolder()));
    const controller = new AbortController();
    const change = journal.change('site-address', controller.signal);
    const cut = change({ op: 'sql:update', params: {} }, async () => {
      controller.abort(new Error('stop'));
      controller.signal.throwIfAborted();
    });
    await expect(cut).rejects.toThrow('stop');
    expect(journal.memory('site-address').intents('sql:update')).toMatchObject([{ ended: 'unknown' }]);
  });

  it('begins no change once the signal is aborted, except what must be put right', async () => {
    const journal = createJournal(place(tempFolder()));
    const stopped = AbortSignal.abort(new Error('stopped'));
    const change = journal.change('drill-web', stopped);
    await expect(change({ op: 'ec2:StopInstances', params: {} }, async () => 'sent')).rejects.toThrow('stopped');
    expect(await change({ op: 'ec2:StartInstances', params: {}, evenWhenStopping: true }, async () => 'sent')).toBe('sent');
    expect(journal.memory('drill-web').intents('ec2:StopInstances')).toEqual([]);
  });

  it('writes no secret down', async () => {
    const stateDir = tempFolder();
    const journal = createJournal(place(stateDir));
    await journal.change('preflight', never)(
      { op: 'rds:ModifyDBInstance', params: { MasterUserPassword: 'canary-1', Nested: [{ secretKey: 'canary-2' }], ClientToken: 'kept' } },
      async () => 1,
    );
    const text = readFileSync(journalPath(place(stateDir)), 'utf8');
    expect(text).not.toContain('canary');
    expect(text).toContain('"ClientToken":"kept"');
  });

  it('forgets the answers of a step that was undone, and not what was tried', async () => {
    const stateDir = tempFolder();
    const journal = await filled(stateDir);
    await journal.note({ type: 'undone', step: 'create-image' });
    expect(journal.answers('create-image')).toBeUndefined();
    expect(journal.output('create-image')).toBeUndefined();
    expect(journal.memory('create-image').intents('ec2:CreateImage')).toHaveLength(1);
  });

  it('lies in a folder and a file that only its owner can open', () => {
    const stateDir = join(tempFolder(), 'state');
    createJournal(place(stateDir)).close();
    const path = journalPath(place(stateDir));
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(path)).mode & 0o777).toBe(0o700);
    expect(statSync(stateDir).mode & 0o777).toBe(0o700);
  });

  it('for looking only: reads, and refuses to note', async () => {
    const stateDir = tempFolder();
    (await filled(stateDir)).close();
    const before = readFileSync(journalPath(place(stateDir)));
    const view = viewJournal(place(stateDir));
    expect(view.answers('create-image')).toEqual({ name: 'Web Server' });
    await expect(view.note({ type: 'closed' })).rejects.toThrow('reading only');
    await expect(noJournal(run, systemClock()).note({ type: 'closed' })).rejects.toThrow('reading only');
    expect(readFileSync(journalPath(place(stateDir)))).toEqual(before);
  });
});

describe('a journal that was cut off', () => {
  it('in its last line: leaves that line out, says so, and goes on behind the good ones', async () => {
    const stateDir = tempFolder();
    (await filled(stateDir)).close();
    const path = journalPath(place(stateDir));
    const whole = readFileSync(path);
    const lastLine = whole.lastIndexOf(0x0a, whole.length - 2) + 1;
    truncateSync(path, lastLine + 20);
    const journal = openJournal(place(stateDir));
    expect(journal.torn).toBe(true);
    expect(journal.underWay).toEqual(['create-image']);
    await journal.note({ type: 'finished' });
    journal.close();
    expect(openJournal(place(stateDir)).torn).toBe(false);
  });

  it('at any byte: is read as far as it was whole, or refused; never taken for a new one', async () => {
    const stateDir = tempFolder();
    (await filled(stateDir)).close();
    const path = journalPath(place(stateDir));
    const whole = readFileSync(path);
    const header = whole.indexOf(0x0a) + 1;
    for (let length = 0; length < whole.length; length += 1) {
      writeFileSync(path, whole.subarray(0, length));
      if (length < header) expect(() => viewJournal(place(stateDir)), `cut at ${length}`).toThrow('journal-damaged');
      else expect(viewJournal(place(stateDir)).torn, `cut at ${length}`).toBe(whole[length - 1] !== 0x0a);
    }
  });
});

describe('a journal that cannot be trusted is refused, its bytes kept', () => {
  it('when a single bit of it was flipped, in any byte', async () => {
    const stateDir = tempFolder();
    (await filled(stateDir)).close();
    const path = journalPath(place(stateDir));
    const whole = readFileSync(path);
    // The very last newline turned into something else is a torn line like any other.
    for (let bit = 0; bit < (whole.length - 1) * 8; bit += 9) {
      const flipped = Buffer.from(whole);
      flipped[bit >> 3] = (whole[bit >> 3] ?? 0) ^ (1 << (bit % 8));
      writeFileSync(path, flipped);
      expect(() => viewJournal(place(stateDir)), `bit ${bit % 8} of byte ${bit >> 3}`).toThrow(/journal-(damaged|newer)/);
      if (bit % 45 === 0) expect(readFileSync(path)).toEqual(flipped);
    }
  });

  it('when a line in the middle is gone', async () => {
    const stateDir = tempFolder();
    (await filled(stateDir)).close();
    const path = journalPath(place(stateDir));
    writeFileSync(path, `${lines(path).toSpliced(2, 1).join('\n')}\n`);
    refused(stateDir, 'journal-damaged');
  });

  it('when it is empty', () => {
    const stateDir = tempFolder();
    createJournal(place(stateDir)).close();
    writeFileSync(journalPath(place(stateDir)), '');
    refused(stateDir, 'journal-damaged');
  });

  it('when a newer version wrote it', () => {
    const stateDir = tempFolder();
    createJournal(place(stateDir)).close();
    const path = journalPath(place(stateDir));
    writeFileSync(path, readFileSync(path, 'utf8').replace(`"v":${schemaVersion}`, `"v":${schemaVersion + 1}`));
    refused(stateDir, 'journal-newer');
  });

  it('when it says that an older version wrote it: there was none', () => {
    const stateDir = tempFolder();
    createJournal(place(stateDir)).close();
    const path = journalPath(place(stateDir));
    writeFileSync(path, readFileSync(path, 'utf8').replace(`"v":${schemaVersion}`, '"v":0'));
    refused(stateDir, 'journal-damaged');
  });

  it('when it is missing: it is never taken for a new one', async () => {
    const stateDir = tempFolder();
    (await filled(stateDir)).close();
    const path = journalPath(place(stateDir));
    rmSync(path);
    expect(() => openJournal(place(stateDir))).toThrow('journal-unreadable');
    expect(existsSync(path)).toBe(false);
  });

  it.runIf(process.getuid?.() === 0)('when it belongs to another user', () => {
    const stateDir = tempFolder();
    createJournal(place(stateDir)).close();
    chownSync(journalPath(place(stateDir)), 4_321, 4_321);
    refused(stateDir, 'journal-not-ours');
    chownSync(journalPath(place(stateDir)), 0, 0);
    chownSync(dirname(journalPath(place(stateDir))), 4_321, 4_321);
    refused(stateDir, 'journal-not-ours');
  });

  it('when it was written at another endpoint', () => {
    const stateDir = tempFolder();
    createJournal(place(stateDir, 'https://emulator.example:4566')).close();
    refused(stateDir, 'journal-foreign');
    expect(() => openJournal(place(stateDir, 'https://emulator.example:4566'))).not.toThrow();
  });

  it('but a practice cloud on loopback may come up on another port', () => {
    const stateDir = tempFolder();
    createJournal(place(stateDir, 'http://127.0.0.1:4680')).close();
    expect(() => openJournal(place(stateDir, 'http://127.0.0.1:4999'))).not.toThrow();
  });

  it('when others could have written it', () => {
    const stateDir = tempFolder();
    createJournal(place(stateDir)).close();
    chmodSync(journalPath(place(stateDir)), 0o666);
    refused(stateDir, 'journal-exposed');
    chmodSync(journalPath(place(stateDir)), 0o600);
    chmodSync(stateDir, 0o777);
    refused(stateDir, 'journal-exposed');
  });

  it('when it is a folder, or a link to somewhere else', () => {
    const stateDir = tempFolder();
    createJournal(place(stateDir)).close();
    const path = journalPath(place(stateDir));
    const elsewhere = join(stateDir, 'elsewhere');
    writeFileSync(elsewhere, readFileSync(path), { mode: 0o600 });
    rmSync(path);
    symlinkSync(elsewhere, path);
    refused(stateDir, 'journal-unreadable');
    rmSync(path);
    mkdirSync(path, { mode: 0o700 });
    expect(() => openJournal(place(stateDir))).toThrow('journal-unreadable');
  });

  it('says the exact command that moves it aside', () => {
    const stateDir = tempFolder();
    createJournal(place(stateDir)).close();
    const path = journalPath(place(stateDir));
    writeFileSync(path, 'not a journal\n');
    expect(() => openJournal(place(stateDir))).toThrow(
      expect.objectContaining({ values: [path, 1, expect.stringMatching(/^mv .*journal\.jsonl .*damaged-\d+\.jsonl$/)] }),
    );
  });
});

describe('a disk that takes nothing', () => {
  it('stops the change before anything is sent', async () => {
    const stateDir = tempFolder();
    const journal = createJournal(place(stateDir));
    journal.close();
    let sent = false;
    const change = journal.change('create-image', never)({ op: 'ec2:CreateImage', params: {} }, async () => {
      sent = true;
    });
    await expect(change).rejects.toThrow('journal-unwritable');
    expect(sent).toBe(false);
  });

  it('does not keep a stopped server stopped', async () => {
    const journal = createJournal(place(tempFolder()));
    journal.close();
    const start = journal.change('drill-web', never)({ op: 'ec2:StartInstances', params: {}, evenWhenStopping: true }, async () => 'sent');
    expect(await start).toBe('sent');
  });
});
