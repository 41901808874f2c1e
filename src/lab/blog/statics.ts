import { readFileSync, realpathSync, statSync } from 'node:fs';
import { extname, join, sep } from 'node:path';
import { plainAnswer, type Answer, type Request } from './answer.ts';

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.gif': 'image/gif',
  '.html': 'text/html; charset=UTF-8',
  '.ico': 'image/vnd.microsoft.icon',
  '.jpeg': 'image/jpeg',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.pdf': 'application/pdf',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=UTF-8',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.xml': 'application/xml',
};

export type Place =
  | { readonly kind: 'file'; readonly file: string }
  | { readonly kind: 'php'; readonly file: string }
  | { readonly kind: 'folder' }
  | { readonly kind: 'none' }
  | { readonly kind: 'forbidden' };

/** What lies on the disk at a request's path, seen from the document root. */
export function placeOf(root: string, path: string): Place {
  if (path.includes('\0') || /(^|\/)\.ht/.test(path)) return { kind: 'forbidden' };
  try {
    const [file, top] = [realpathSync.native(join(root, path)), realpathSync.native(root)];
    const inside = file === top || file.startsWith(top + sep);
    if (!inside) return { kind: 'forbidden' };
    if (statSync(file).isDirectory()) return { kind: 'folder' };
    return { kind: extname(file) === '.php' ? 'php' : 'file', file };
  } catch {
    return { kind: 'none' };
  }
}

/** A file as it is on the disk. */
export function staticAnswer(file: string, request: Request): Answer {
  if (request.method !== 'GET' && request.method !== 'HEAD') return plainAnswer(405);
  try {
    const { size, mtime } = statSync(file);
    const headers = {
      'Last-Modified': mtime.toUTCString(),
      ETag: `"${size.toString(16)}-${mtime.getTime().toString(16)}"`,
      'Accept-Ranges': 'bytes',
      'Content-Type': types[extname(file).toLowerCase()] ?? 'application/octet-stream',
    };
    if (request.headers['if-none-match'] === headers.ETag) return { status: 304, headers, body: '' };
    return { status: 200, headers, body: readFileSync(file) };
  } catch {
    return plainAnswer(403);
  }
}
