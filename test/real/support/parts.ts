import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { findParts, missingForBlog, missingForDatabase } from '../../../src/lab/parts.ts';

/** Kept between test runs, as `lab up` keeps it between labs. */
export const cache = process.env['REDUNDANT_BLOG_CACHE_DIR'] ?? join(tmpdir(), `redundant-blog-test-cache-${userInfo().uid}`);

const parts = findParts();
const missing = [...missingForDatabase(parts), ...missingForBlog(parts)];
if (missing.length > 0) throw new Error(`these tests need real parts, and this machine has no ${missing.join(', ')}; .ci/real-parts installs them on Debian`);

const { mariadbd = '', installDb = '', openssl = '' } = parts;
export const programs = { mariadbd, installDb, openssl };
