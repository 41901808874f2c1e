import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { inward, outward, scriptStream } from '../../../src/lab/blog/ssh/paths.ts';

const root = '/t/rb-1/disk';

describe('inward', () => {
  it.each([
    ['cat /etc/os-release', 'cat /t/rb-1/disk/etc/os-release'],
    ['cd /var/www/html && ls "/tmp"', 'cd /t/rb-1/disk/var/www/html && ls "/t/rb-1/disk/tmp"'],
    ['f=/var/www/html/x; echo hi >/tmp/a 2>/dev/null', 'f=/t/rb-1/disk/var/www/html/x; echo hi >/t/rb-1/disk/tmp/a 2>/dev/null'],
    ['ls -la /', 'ls -la /t/rb-1/disk/'],
    ['sudo rm -rf /*', 'sudo rm -rf /t/rb-1/disk/*'],
    ['find / -name wp-config.php', 'find /t/rb-1/disk/ -name wp-config.php'],
  ])('leads %s to the disk', (command, expected) => {
    expect(inward(command, root)).toBe(expected);
  });

  it.each([
    ['/usr/bin/env sh -c "echo /bin/sh < /dev/null"'],
    ['curl http://example.test/var/www'],
    ['cat $DIR/etc/x ./etc/x ../tmp/y a/home'],
    ["sed 's/home/etc/' f; awk '{print $1 / 2}'"],
    ['echo $(( 6 / 3 )) /etcetera /tmp-x'],
    ["echo '</html>' /var.log"],
  ])('leaves %s alone', (command) => {
    expect(inward(command, root)).toBe(command);
  });
});

async function through(stream: NodeJS.ReadWriteStream, chunks: readonly string[]): Promise<string> {
  const input = new PassThrough();
  const said = text(input.pipe(stream));
  for (const chunk of chunks) input.write(chunk);
  input.end();
  return said;
}

describe('a script on stdin', () => {
  it('is led to the disk wherever it is cut', async () => {
    expect(await through(scriptStream(root), ['cat /et', 'c/hosts\nls /v', 'ar/log'])).toBe('cat /t/rb-1/disk/etc/hosts\nls /t/rb-1/disk/var/log');
  });

  it('keeps the content of a here-document, and the bytes of other scripts', async () => {
    const script = ["cat > /tmp/x <<'END'", 'path /var/www 日本語', 'END', 'cat /tmp/x # 日本語', ''].join('\n');
    expect(await through(scriptStream(root), [script])).toBe(
      ["cat > /t/rb-1/disk/tmp/x <<'END'", 'path /var/www 日本語', 'END', 'cat /t/rb-1/disk/tmp/x # 日本語', ''].join('\n'),
    );
  });

  it('is led there too inside a here-document that a shell reads', async () => {
    expect(await through(scriptStream(root), ['sudo sh <<END\ncat /etc/x\nEND\n'])).toBe('sudo sh <<END\ncat /t/rb-1/disk/etc/x\nEND\n');
  });
});

describe('outward', () => {
  it('hides the disk wherever the output is cut', async () => {
    const printed = `${root}/var/www\n${root}\n${root}: x\n`;
    for (let cut = 0; cut <= printed.length; cut += 1) {
      expect(await through(outward([root, '/real place/i-1']), [printed.slice(0, cut), printed.slice(cut)])).toBe('/var/www\n/\n/: x\n');
    }
  });

  it('passes bytes that are no text', async () => {
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, index) => index));
    const stream = outward([root]);
    stream.end(bytes);
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks)).toEqual(bytes);
  });
});
