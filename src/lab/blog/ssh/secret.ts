/** Asks without showing what is typed; without a terminal, the first line of stdin. */
export function askPassword(question: string): Promise<string> {
  const { stdin, stderr } = process;
  stderr.write(question);
  const terminal = stdin.isTTY === true;
  if (terminal) stdin.setRawMode(true);
  return new Promise((resolve) => {
    let typed: Buffer = Buffer.alloc(0);
    const settle = () => {
      stdin.off('data', listen).off('end', settle).pause();
      if (terminal) stdin.setRawMode(false);
      stderr.write('\n');
      resolve(typed.toString('utf8'));
    };
    const listen = (chunk: Buffer) => {
      const end = chunk.findIndex((byte) => byte === 0x0a || byte === 0x0d || byte === 0x04);
      if (chunk.includes(0x03)) process.exit(130);
      typed = erased(Buffer.concat([typed, end < 0 ? chunk : chunk.subarray(0, end)]));
      if (end < 0) return;
      const rest = chunk.subarray(end + 1);
      settle();
      // What follows belongs to whoever reads next.
      if (rest.length > 0) stdin.unshift(rest);
    };
    stdin.on('data', listen).once('end', settle);
  });
}

function erased(typed: Buffer): Buffer {
  let text = typed.toString('latin1');
  while (/[\x7f\b]/.test(text)) text = text.replace(/(?:[^\x7f\b])?[\x7f\b]/, '');
  return Buffer.from(text, 'latin1');
}
