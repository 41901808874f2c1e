import { Transform } from 'node:stream';

// Folders that a server has to itself. Programs and devices (/bin, /usr/bin, /dev, /proc, …) are this machine's.
const own = 'var|etc|home|root|tmp|srv|opt|mnt|media|boot|run|usr/share|usr/local/(?!s?bin)\\w+';
const before = `(?<=^|[\\s"'\`=:(<>|&;,{!])`;
const ownPath = new RegExp(`${before}/(?=(?:${own})(?![\\w.-]))`, 'gm');
// A lone slash is a path only after a command that takes paths; elsewhere it divides, or opens a pattern.
const wholeRoot = /(?<=\b(?:ls|ll|cd|find|du|df|stat|tree|rm|cp|mv|chmod|chown|chgrp)\b(?:\s+-\S+)*\s+)\/(?=[\s;|&)*]|$)/gm;

/** Command text as a server's user writes it, with its absolute paths led to `root` (a path without blanks or quotes). */
export function inward(text: string, root: string): string {
  return text.replace(ownPath, `${root}/`).replace(wholeRoot, `${root}/`);
}

const hereDocument = /<<-?\s*(["']?)(\w+)\1/;
const shellLine = /^\s*(?:sudo\s+(?:-\S+\s+)*)?(?:\/bin\/)?(?:ba|da)?sh\b[^|;]*<</;

/** Rewrites a script line by line; the text of a here-document is a file's content, unless a shell reads it. */
export function scriptInward(root: string): (line: string) => string {
  let until: string | undefined;
  return (line) => {
    if (until !== undefined) {
      if (line.replace(/^\t+/, '').replace(/\r?\n$/, '') === until) until = undefined;
      return line;
    }
    const opens = hereDocument.exec(line);
    if (opens && !shellLine.test(line)) until = opens[2];
    return inward(line, root);
  };
}

/** A script on its way to a shell. Bytes pass unharmed: only ASCII is looked at. */
export function scriptStream(root: string): Transform {
  const rewrite = scriptInward(root);
  let rest = '';
  return new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      const lines = (rest + chunk.toString('latin1')).split(/(?<=\n)/);
      rest = lines.at(-1)?.endsWith('\n') === false ? (lines.pop() ?? '') : '';
      done(null, Buffer.from(lines.map(rewrite).join(''), 'latin1'));
    },
    flush: (done) => done(null, Buffer.from(rewrite(rest), 'latin1')),
  });
}

const holdMs = 20;

/** What a command prints, with the disk's real places hidden again. */
export function outward(roots: readonly string[]): Transform {
  const anyRoot = new RegExp(`(?:${roots.map((root) => root.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')})(?:/|(?=[^\\w.-])|$)`, 'g');
  let held = '';
  let late: NodeJS.Timeout | undefined;
  const flush = () => {
    const shown = held.replace(anyRoot, '/');
    held = '';
    return Buffer.from(shown, 'latin1');
  };
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      clearTimeout(late);
      const text = held + chunk.toString('latin1');
      const cut = text.length - unfinished(text, roots, anyRoot);
      held = text.slice(cut);
      // A lone slash that a person just typed must not wait for what follows.
      if (held !== '') late = setTimeout(() => this.push(flush()), holdMs);
      done(null, Buffer.from(text.slice(0, cut).replace(anyRoot, '/'), 'latin1'));
    },
    flush: (done) => {
      clearTimeout(late);
      done(null, flush());
    },
  });
}

/** How many of the last characters may be the beginning of a root whose rest has not come yet. */
function unfinished(text: string, roots: readonly string[], anyRoot: RegExp): number {
  const whole = [...text.matchAll(anyRoot)].map((match) => match.index + match[0].length).filter((end) => end < text.length || text.endsWith('/'));
  const open = text.slice(whole.at(-1) ?? 0);
  const longest = Math.min(open.length, Math.max(...roots.map((root) => root.length)));
  for (let length = longest; length > 0; length -= 1) {
    const tail = open.slice(-length);
    if (roots.some((root) => root.startsWith(tail))) return length;
  }
  return 0;
}
