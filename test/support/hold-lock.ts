// A process of its own that takes the lock named by its arguments, says so (or why not) and stays.
import { takeLock } from '../../src/lock.ts';

const [stateDir = '', ...words] = process.argv.slice(2);
try {
  await takeLock(stateDir, words);
  process.stdout.write('held\n');
  setInterval(() => undefined, 1_000);
} catch (error) {
  process.stdout.write(`${error instanceof Error ? error.message : String(error)} ${JSON.stringify(error)}\n`);
}
