import { closeSync } from 'node:fs';
import { isatty } from 'node:tty';

interface Standard {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}

/** Lets the program end in good order when its terminal is gone (a closed window, a lost connection), or whoever read its output. */
export function outliveTerminal({ stdin, stdout, stderr }: Standard, lost: () => void): void {
  for (const stream of [stdin, stdout, stderr]) stream.on('error', lost);
  if (stdin.isTTY) keepKeysQuiet(stdin, lost);
  const terminals = [0, 1, 2].filter((fd) => isatty(fd));
  let hungUp = false;
  process.on('SIGHUP', () => (hungUp = true));
  // At the very end Node gives every terminal its settings back, and aborts (SIGABRT) over one that is gone; a closed one it leaves alone.
  // After a SIGHUP it may be here still and gone a moment later, so there the keys' mode is given back now, and every one is closed.
  process.once('exit', () => {
    if (hungUp && stdin.isTTY) stdin.setRawMode(false);
    terminals.filter((fd) => hungUp || !isatty(fd)).forEach((fd) => closeSync(fd));
  });
}

/** Questions and spinners change the keys' mode as they end. Where that fails, readline throws in the midst of whatever has to be put right. */
function keepKeysQuiet(stdin: NodeJS.ReadStream, lost: () => void): void {
  const setRawMode = stdin.setRawMode.bind(stdin);
  stdin.setRawMode = (raw) => {
    if (isatty(0)) return setRawMode(raw);
    lost();
    return stdin;
  };
}

/** A question that reads from a terminal just gone: readline throws where nobody can catch it, and the interruption is under way already. */
export const isOfLostTerminal = (error: Error): boolean => 'code' in error && error.code === 'EIO' && !isatty(0);
