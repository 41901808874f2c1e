import { describe, expect, test } from 'vitest';
import type { BlogShape, ServerShape } from '../../src/aws/find/shape.ts';
import { picture as en } from '../../src/ui/language/en/picture.ts';
import { picture as ja } from '../../src/ui/language/ja/picture.ts';
import { drawBlog, singlePoints } from '../../src/ui/picture.ts';
import { widthOf } from '../../src/ui/width.ts';

const server1: ServerShape = { name: 'Web Server1', id: 'i-1', zone: 'ap-northeast-1a', state: 'running', address: 'http://203.0.113.7', open: true };
const today: BlogShape = {
  region: 'ap-northeast-1',
  address: 'http://203.0.113.7',
  servers: [server1],
  database: { name: 'database-1', state: 'available', zone: 'ap-northeast-1a', multiAz: false },
};
const behind = { open: false, health: 'healthy' };
const redundant: BlogShape = {
  region: 'ap-northeast-1',
  address: 'http://lb-1-571701307.ap-northeast-1.elb.amazonaws.com',
  balancer: {
    name: 'LB-1',
    dnsName: 'LB-1-571701307.ap-northeast-1.elb.amazonaws.com',
    state: 'active',
    zones: ['ap-northeast-1a', 'ap-northeast-1c'],
    open: true,
  },
  servers: [
    { ...server1, ...behind },
    { ...server1, ...behind, name: 'Web Server2', id: 'i-2', zone: 'ap-northeast-1c', address: 'http://203.0.113.8' },
  ],
  database: { name: 'database-1', state: 'available', zone: 'ap-northeast-1a', multiAz: true, standbyZone: 'ap-northeast-1c' },
};

describe('the picture', () => {
  test('of a blog on one server and one database marks both, without needing colour', () => {
    expect(drawBlog(today, en)).toMatchInlineSnapshot(`
      "  readers
           |  http://203.0.113.7
           v
      +- ap-northeast-1a ----------------------------------------------------------+
      | [Web Server1] (!) SINGLE                                                   |
      |   running                                                                  |
      |   open to everyone: http://203.0.113.7                                     |
      |                                                                            |
      | (database-1) (!) SINGLE                                                    |
      |   database, available                                                      |
      +----------------------------------------------------------------------------+

        Single points of failure:
        (!) one server (Web Server1): when it stops, the blog stops
        (!) one database (database-1): when it stops, no server can show a page"
    `);
  });

  test('of a redundant blog shows both zones and no mark', () => {
    expect(drawBlog(redundant, en)).toMatchInlineSnapshot(`
      "  readers
           |  http://lb-1-571701307.ap-northeast-1.elb.amazonaws.com
           v
      +- load balancer: LB-1 ------------------------------------------------------+
      | active   LB-1-571701307.ap-northeast-1.elb.amazonaws.com                   |
      +----------------------------------------------------------------------------+
           |
      +- ap-northeast-1a ------------------+  +- ap-northeast-1c ------------------+
      | [Web Server1]                      |  | [Web Server2]                      |
      |   running, target healthy          |  |   running, target healthy          |
      |   only through the balancer        |  |   only through the balancer        |
      |                                    |  |                                    |
      | (database-1)                       |  | (database-1)                       |
      |   database, available              |  |   standby, copied at each write    |
      +------------------------------------+  +------------------------------------+

        A server, the database or a whole zone may fail now, and the blog goes on.
        Still single: an uploaded file (it lies on one server), and the region."
    `);
  });

  test('fits in 80 columns and its frames close, also in Japanese and with long or wide names', () => {
    const named = (name: string): BlogShape => ({ ...redundant, servers: redundant.servers.map((server) => ({ ...server, name })) });
    for (const shape of [
      today,
      redundant,
      named('とても長い名前のウェブサーバーとても長い名前のウェブサーバー'),
      named('x'.repeat(200)),
      named('👩‍👩‍👧'.repeat(30)),
    ]) {
      for (const words of [en, ja]) {
        const lines = drawBlog(shape, words).split('\n');
        expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(80);
        const framed = lines.filter((line) => /^[+|]/.test(line));
        expect(new Set(framed.map(widthOf))).toEqual(new Set([78]));
      }
    }
  });

  test('joins words in Japanese as Japanese does', () => {
    expect(drawBlog(redundant, ja)).toContain('データベース、available');
    expect(drawBlog(redundant, ja)).not.toMatch(/データベース, /);
  });

  test('lets no control character from a name through', () => {
    const hostile = { ...today, servers: [{ ...server1, name: 'a\u001b[2Jb\u202Ec\nd' }] };
    // eslint-disable-next-line no-control-regex -- what must not be there
    expect(drawBlog(hostile, en)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
  });

  test('has room for three zones side by side and more below', () => {
    const zones = ['a', 'b', 'c', 'd'].map((letter) => `us-east-1${letter}`);
    const lines = drawBlog({ ...redundant, balancer: { name: 'LB-1', dnsName: 'lb', state: 'active', zones, open: true } }, en).split('\n');
    for (const zone of zones) expect(lines.some((line) => line.includes(zone))).toBe(true);
    expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(80);
  });
});

describe('single points of failure', () => {
  const kinds = (shape: BlogShape) => singlePoints(shape).map(({ kind }) => kind);
  const [first, second] = redundant.servers as [ServerShape, ServerShape];
  const [{ health: _one, ...one }, { health: _two, ...two }] = [first, second];
  const unheard = [one, two];

  test('one server, one database', () => expect(kinds(today)).toEqual(['oneServer', 'oneDatabase']));
  test('none is left when all is double', () => expect(kinds(redundant)).toEqual([]));
  test('two servers in one zone', () => expect(kinds({ ...redundant, servers: [first, { ...second, zone: first.zone }] })).toEqual(['oneZone']));
  test('a stopped server leaves one', () =>
    expect(kinds({ ...redundant, servers: [first, { ...second, state: 'stopped' }] })).toEqual(['downServer', 'oneServer']));
  test('an unhealthy target does not serve', () =>
    expect(kinds({ ...redundant, servers: [first, { ...second, health: 'unhealthy' }] })).toEqual(['downServer', 'oneServer']));
  test('two servers and nobody between', () => {
    const { balancer: _, ...bare } = redundant;
    expect(kinds(bare)).toEqual(['noBalancer']);
  });
  test('a balancer that leads to nobody, since its listener is gone', () => {
    expect(kinds({ ...redundant, servers: unheard })).toEqual(['idleBalancer']);
    expect(drawBlog({ ...redundant, servers: unheard }, en)).not.toMatch(/may fail now/);
  });
  test('a balancer whose firewall lets nobody in', () => {
    const balancer = { name: 'LB-1', dnsName: 'lb', state: 'active', zones: [], open: false };
    expect(kinds({ ...redundant, balancer })).toEqual(['shutBalancer']);
    expect(drawBlog({ ...redundant, balancer }, en)).not.toMatch(/may fail now/);
    expect(kinds({ ...redundant, balancer, servers: unheard })).toEqual(['shutBalancer', 'idleBalancer']);
    expect(kinds({ ...redundant, balancer, servers: [] })).toEqual(['shutBalancer']);
  });
  test('a server that is not on the balancer’s list leaves one', () => {
    const { health: _, ...unlisted } = second;
    expect(kinds({ ...redundant, servers: [first, unlisted] })).toEqual(['oneServer', 'unlistedServer']);
  });
  test('a database that is gone', () => {
    const { database: _, ...without } = redundant;
    expect(kinds(without)).toEqual(['noDatabase']);
    expect(drawBlog(without, en)).not.toMatch(/may fail now/);
  });
  test('a stopped database serves nobody, standby or not', () => {
    const stopped = { ...redundant, database: { name: 'database-1', zone: 'ap-northeast-1a', multiAz: true, state: 'stopped' } };
    expect(kinds(stopped)).toEqual(['downDatabase']);
    expect(drawBlog(stopped, ja)).toMatch(/データベース database-1 は今、応答できません\(stopped\)/);
  });
  test("the blog's address is still one server's own", () => expect(kinds({ ...redundant, address: 'http://203.0.113.7' })).toEqual(['oneAddress']));
  test('a domain of its own is no server', () => expect(kinds({ ...redundant, address: 'https://blog.example.org' })).toEqual([]));
});
