import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A folder of this test's own, gone when it ends. */
export function tempFolder(): string {
  const path = mkdtempSync(join(tmpdir(), 'redundant-blog-test-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}
