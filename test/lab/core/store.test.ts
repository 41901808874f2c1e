import { appendFile, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore as open, type Row, type Store } from '../../../src/lab/store.ts';

let dir: string;
let file: string;
let opened: Store[] = [];
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'lab-store-'));
  file = join(dir, 'world.jsonl');
});
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
  await rm(dir, { recursive: true, force: true });
});

function openStore(path: string): Store {
  const store = open(path);
  opened.push(store);
  return store;
}

function put(store: Store, row: Row & Record<string, unknown>): void {
  store.rows('thing').set(row.id, row);
  store.touch('thing', row.id);
}

const idsIn = (store: Store) => [...store.rows('thing').keys()];

describe('what was flushed', () => {
  it('is there again, with its dates as dates', async () => {
    const store = openStore(file);
    put(store, { id: 'a', at: new Date('2026-11-23T01:02:03.004Z'), deep: [{ when: new Date(0), none: null }] });
    await store.flush();
    expect(openStore(file).rows('thing').get('a')).toEqual({ id: 'a', at: new Date('2026-11-23T01:02:03.004Z'), deep: [{ when: new Date(0), none: null }] });
  });

  it('stays gone when it was removed', async () => {
    const store = openStore(file);
    put(store, { id: 'a' });
    put(store, { id: 'b' });
    await store.flush();
    store.rows('thing').delete('a');
    store.touch('thing', 'a');
    await store.flush();
    expect(idsIn(openStore(file))).toEqual(['b']);
  });

  it('is on disk when the promise resolves, also of many at once', async () => {
    const store = openStore(file);
    const flushed = Array.from({ length: 50 }, (_, number) => {
      put(store, { id: `row-${number}` });
      return store.flush();
    });
    await flushed[49];
    expect(idsIn(openStore(file))).toHaveLength(50);
  });
});

describe('a crash', () => {
  it('in the middle of a line loses that batch and no other, wherever it is cut', async () => {
    const store = openStore(file);
    put(store, { id: 'first', text: '日本語' });
    await store.flush();
    const { size: whole } = await stat(file);
    put(store, { id: 'second', text: '日本語' });
    put(store, { id: 'third' });
    await store.flush();
    const bytes = await readFile(file);
    for (let cut = whole; cut < bytes.length; cut += 1) {
      await writeFile(file, bytes.subarray(0, cut));
      expect(idsIn(openStore(file))).toEqual(['first']);
      expect((await stat(file)).size).toBe(whole);
    }
  });

  it('leaves a file that can be written to again', async () => {
    const store = openStore(file);
    put(store, { id: 'first' });
    await store.flush();
    await appendFile(file, '[["thing",{"id":"hal');
    const again = openStore(file);
    put(again, { id: 'second' });
    await again.flush();
    expect(idsIn(openStore(file))).toEqual(['first', 'second']);
  });

  it('does not explain damage in the middle: that is refused and left as it is', async () => {
    const store = openStore(file);
    put(store, { id: 'first' });
    await store.flush();
    const bytes = `oops\n${await readFile(file, 'utf8')}`;
    await writeFile(file, bytes);
    expect(() => openStore(file)).toThrow(/damaged at line 1/);
    expect(await readFile(file, 'utf8')).toBe(bytes);
  });
});

describe('a disk that does not take it', () => {
  it('is told to whoever waits, and the rows go with the next batch', async () => {
    const store = openStore(file);
    put(store, { id: 'first' });
    await rm(dir, { recursive: true });
    await expect(store.flush()).rejects.toMatchObject({ code: 'ENOENT' });
    await mkdir(dir);
    put(store, { id: 'second' });
    await store.flush();
    expect(idsIn(openStore(file))).toEqual(expect.arrayContaining(['first', 'second']));
  });
});

describe('a file that grew', () => {
  it('is made small again and says the same', async () => {
    const store = openStore(file);
    const filler = 'x'.repeat(1024 * 1024);
    for (let turn = 0; turn < 6; turn += 1) {
      put(store, { id: 'a', filler, turn });
      await store.flush();
    }
    expect((await stat(file)).size).toBeLessThan(4 * filler.length);
    put(store, { id: 'b' });
    await store.flush();
    expect(openStore(file).rows('thing').get('a')).toMatchObject({ turn: 5 });
    expect(idsIn(openStore(file))).toEqual(['a', 'b']);
  });
});
