import { openVpc } from '../vpc.ts';

/** Plays a command that this machine may not have, for a login on a server. */
export async function runTool(name: string, args: readonly string[]): Promise<void> {
  switch (name) {
    case 'mysql': {
      const [port, token = ''] = (process.env['LAB_FABRIC'] ?? '').split(' ');
      const { runClient } = await import('./mysql.ts');
      process.exitCode = await runClient(args, openVpc({ port: Number(port), token }));
      return;
    }
    case 'php': {
      const { runPhp } = await import('./php.ts');
      process.exitCode = runPhp(args);
      return;
    }
    case 'curl':
    case 'wget': {
      const { fetchWordPress } = await import('./fetch.ts');
      process.exitCode = await fetchWordPress(name, args);
      return;
    }
    default:
      process.stderr.write(`${name}: the lab has no such command\n`);
      process.exitCode = 127;
  }
}
