import { PassThrough, type Readable } from 'node:stream';
import type { ServerChannel } from 'ssh2';

/** What a person types, given to one reader at a time, so that nothing typed ahead is lost. */
export interface Keyboard {
  /** Keys up to the end of one line, for an editor. */
  lines(): Readable;
  /** Keys for a command that runs now. What was typed before it began waits a moment: most commands read nothing. */
  raw(command: string, interrupted: (() => void) | undefined): Readable;
  /** The reader has ended; keys wait for the next one. */
  release(): void;
  close(): void;
}

const patienceMs = 400;
const readsAtOnce = /^\s*(?:sudo\s+)?(?:mysql|mariadb|vi|vim|nano|less|more|read|passwd|top)\b|^\s*cat\s*(?:$|>)/;
const interrupt = 0x03;

export function createKeyboard(channel: ServerChannel): Keyboard {
  let kept = Buffer.alloc(0);
  let deliver: (() => void) | undefined;
  let current: PassThrough | undefined;
  let ended = false;
  let interrupted: (() => void) | undefined;
  let hurry: (() => void) | undefined;

  channel.on('data', (chunk: Buffer) => {
    if (interrupted && chunk.includes(interrupt)) return interrupted();
    kept = Buffer.concat([kept, chunk]);
    if (chunk.includes(interrupt)) hurry?.();
    deliver?.();
  });
  const finish = () => {
    ended = true;
    deliver?.();
  };
  channel.on('end', finish);

  const release = () => {
    deliver = undefined;
    interrupted = undefined;
    hurry = undefined;
    current = undefined;
  };
  const hand = (take: () => Buffer) => {
    const reader = new PassThrough();
    current = reader;
    deliver = () => {
      if (current !== reader) return;
      const keys = take();
      if (keys.length > 0) reader.write(keys);
      if (ended && kept.length === 0) reader.end();
    };
    return reader;
  };

  return {
    lines: () => {
      const reader = hand(() => {
        const end = kept.findIndex((byte) => byte === 0x0d || byte === 0x0a);
        // A return that is followed by its newline is one end of line.
        const length = end < 0 ? kept.length : kept[end] === 0x0d && kept[end + 1] === 0x0a ? end + 2 : end + 1;
        const keys = kept.subarray(0, length);
        kept = kept.subarray(length);
        if (end >= 0) deliver = undefined;
        return keys;
      });
      setImmediate(() => deliver?.());
      return reader;
    },
    raw: (command, onInterrupt) => {
      interrupted = onInterrupt;
      const reader = hand(() => {
        const keys = kept;
        kept = Buffer.alloc(0);
        return keys;
      });
      const now = deliver;
      const open = () => {
        if (current !== reader) return;
        deliver = now;
        now?.();
      };
      if (!readsAtOnce.test(command)) {
        deliver = undefined;
        hurry = open;
        setTimeout(open, patienceMs).unref();
      } else setImmediate(open);
      return reader;
    },
    release,
    close: finish,
  };
}
