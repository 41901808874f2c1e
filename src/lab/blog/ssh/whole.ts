import { spawn } from 'node:child_process';

/** Is this a whole command, or is the shell still waiting for the rest (a quote, `done`, the end of a here-document)? */
export async function isWhole(text: string): Promise<boolean> {
  if (/(?:^|[^\\])(?:\\\\)*\\$/.test(text) || waitsForHereDocument(text)) return false;
  const complaint = await syntaxComplaint(text);
  return !/unexpected end of file|end of file unexpected|unexpected EOF|Unterminated|EOF in/i.test(complaint);
}

function waitsForHereDocument(text: string): boolean {
  const [first = '', ...rest] = text.split('\n');
  const opens = /<<-?\s*(["']?)(\w+)\1/.exec(first);
  return opens !== null && !rest.some((line) => line.replace(/^\t+/, '') === opens[2]);
}

function syntaxComplaint(text: string): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn('sh', ['-n'], { stdio: ['pipe', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.once('error', () => resolve('')).once('close', () => resolve(said));
    child.stdin.on('error', () => {});
    child.stdin.end(`${text}\n`);
  });
}
