import { lstat, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { UserError } from '../errors.ts';
import { isOurReport } from './mark.ts';

/** What stands where the report shall go. */
export async function standsAt(path: string): Promise<'nothing' | 'report' | 'other'> {
  return naming(path, async () => {
    const found = await lstat(path).catch((error: unknown) => {
      if (codeOf(error) === 'ENOENT') return undefined;
      throw error;
    });
    if (found === undefined) return 'nothing';
    if (!found.isFile()) throw new UserError('report-unwritable', [path, found.isDirectory() ? 'EISDIR' : 'ENOTREG'], { outcome: 'wrongUse' });
    return isOurReport(await readFile(path, 'utf8')) ? 'report' : 'other';
  });
}

/** The whole file or none: beside it first, then in its place. */
export async function writeReport(path: string, text: string): Promise<void> {
  const beside = `${path}.${process.pid}.new`;
  await naming(path, async () => {
    try {
      await writeFile(beside, text, { flag: 'wx' });
      await rename(beside, path);
    } catch (error) {
      await rm(beside, { force: true });
      throw error;
    }
  });
}

async function naming<Result>(path: string, act: () => Promise<Result>): Promise<Result> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError('report-unwritable', [path, codeOf(error)], { cause: error });
  }
}

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : 'error');
