import { describe, expect, test } from 'vitest';
import { isGoneHere, thisProcess } from '../../src/runner/at-work/here.ts';
import { mayBeAtWork } from '../../src/runner/at-work/sign.ts';
import { asValue, holderIn, patienceMs, type Holder } from '../../src/runner/at-work/value.ts';

const now = Date.UTC(2026, 10, 23, 12);
const here = thisProcess();
const elsewhere = thisProcess('another machine');
const holder: Holder = { ...elsewhere, nonce: '0123456789abcdef', began: now - 60_000, last: now };

describe('the note of who is at work', () => {
  test('is read as it was written, and fits a tag whatever the machine is called', () => {
    for (const host of ['laptop', 'a.b-c_d', `${'x'.repeat(300)}`, 'アンナ の Mac\u001b[31m', '']) {
      const value = asValue({ ...holder, host });
      expect(value).toMatch(/^[A-Za-z0-9 ._:-]{1,256}$/);
      expect({ ...holderIn(value), host: '' }).toEqual({ ...holder, host: '' });
    }
  });

  test.each([
    ['nothing', undefined],
    ['an empty tag', ''],
    ['a form of another time', asValue(holder).replace(/^1/, '2')],
    ['an escape sequence for a host', asValue(holder).replace(holder.host, '\u001b[2Jhost')],
    ['a host that is two words', asValue(holder).replace(holder.host, 'two words')],
    ['a bidi mark', asValue(holder).replace(holder.host, 'h\u202eost')],
    ['a number that is none', asValue(holder).replace(` ${holder.pid} `, ' -1 ')],
    ['a time that is none', asValue(holder).replaceAll('2026-11-23', '2026-13-45')],
    ['a time beyond all calendars', asValue(holder).replaceAll('2026-11-23T', '+26-11-23T')],
    ['two lines', `${asValue(holder)}\nmore`],
    ['more than a tag holds', `${asValue(holder)}${' x'.repeat(500)}`],
    ['markup', '<script>alert(1)</script>'],
  ])('is nobody when it says %s', (_, value) => {
    expect(holderIn(value)).toBeUndefined();
  });

  test('counts for ten minutes after the last sign of life, and not at all when that lies in the future', () => {
    const at = (last: number) => mayBeAtWork({ ...holder, last }, here, now);
    expect([at(now), at(now - patienceMs + 1), at(now - patienceMs), at(now + patienceMs)]).toEqual([true, true, false, false]);
  });

  test('counts no longer when its process is gone, which can be known on its own machine only', () => {
    const gone = { ...holder, pid: 1, start: '0'.repeat(12) };
    expect([isGoneHere({ ...gone, machine: here.machine }, here), isGoneHere(gone, here)]).toEqual([true, false]);
  });

  test('counts while its process lives, though not when it is this very one: that knows of no other run', () => {
    const parent = thisProcess(undefined, process.ppid);
    expect([isGoneHere({ ...holder, ...parent }, here), isGoneHere({ ...holder, ...here }, here)]).toEqual([false, true]);
  });
});
