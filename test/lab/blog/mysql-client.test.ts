import { describe, expect, it } from 'vitest';
import { readOptions } from '../../../src/lab/blog/ssh/mysql-options.ts';
import { split } from '../../../src/lab/blog/ssh/statements.ts';
import { framed, tabbed, tall } from '../../../src/lab/blog/ssh/tables.ts';

describe('the command line', () => {
  it.each([
    [['-h', 'db', '-u', 'wordpress', '-p'], { host: 'db', user: 'wordpress', password: 'ask' }],
    [['-hdb', '-uwordpress', '-psecret', 'wordpress'], { host: 'db', user: 'wordpress', password: 'secret', database: 'wordpress' }],
    [['--host=db', '--user', 'wordpress', '--password=a=b', '--port=3307'], { host: 'db', user: 'wordpress', password: 'a=b', port: 3307 }],
    [['-NBe', 'SELECT 1', '-D', 'wordpress'], { names: false, batch: true, execute: 'SELECT 1', database: 'wordpress' }],
  ])('%j is understood', (args, expected) => {
    expect(readOptions(args, 'ec2-user')).toMatchObject(expected);
  });

  it('refuses an option that it does not know', () => {
    expect(readOptions(['--frobnicate'], 'x')).toEqual({ unknown: '--frobnicate' });
  });
});

describe('statements', () => {
  it('end at semicolons outside quotes and comments', () => {
    const { statements, rest } = split(`SELECT ';'; -- no; end\nUPDATE t SET a = "x;\\";" # ;\n\\G /* ; */ SELECT 2`);
    expect(statements).toEqual([
      { sql: `SELECT ';'`, tall: false },
      { sql: `-- no; end\nUPDATE t SET a = "x;\\";" # ;`, tall: true },
    ]);
    expect(rest.trim()).toBe('/* ; */ SELECT 2');
  });

  it('know which quote is still open', () => {
    expect(split(`SELECT 'it`).quote).toBe(`'`);
    expect(split(`SELECT 'it''s'`).quote).toBe('');
  });
});

describe('rows', () => {
  const rows = {
    columns: ['name', '数'],
    numeric: [false, true],
    rows: [
      ['日本', 1],
      [null, 20],
    ],
  };

  it('are framed with wide letters counted as two', () => {
    expect(framed(rows)).toMatchInlineSnapshot(`
      "+------+----+
      | name | 数 |
      +------+----+
      | 日本 |  1 |
      | NULL | 20 |
      +------+----+"
    `);
  });

  it('stand upright with \\G', () => {
    expect(tall(rows).split('\n').slice(0, 3)).toEqual(['*************************** 1. row ***************************', 'name: 日本', '  数: 1']);
  });

  it('are tabbed for other programs, with line breaks escaped', () => {
    expect(tabbed({ columns: ['a', 'b'], numeric: [], rows: [['x\ny', null]] }, true)).toBe('a\tb\nx\\ny\tNULL');
    expect(tabbed(rows, false)).toBe('日本\t1\nNULL\t20');
  });
});
