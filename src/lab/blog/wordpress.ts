import { join } from 'node:path';
import { plainAnswer, type Answer, type Request } from './answer.ts';
import { readContent, type Content } from './content.ts';
import type { Database } from './database.ts';
import { databaseAwayPage, feed, frontPage, loginPage, lostPage, postPage, restIndex, restLost, restPosts, sitemap } from './pages.ts';
import { printed, syntaxError } from './php.ts';
import { readFront, readMarker, readSiteConfig, readSource } from './site.ts';
import { placeOf, staticAnswer } from './statics.ts';

interface Shown {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

const html = 'text/html; charset=UTF-8';
const json = 'application/json; charset=UTF-8';
const phpVersion = 'PHP/8.3.23';
// ER_NO_SUCH_TABLE: the database answers, but no blog was set up in it.
const noSuchTable = 1146;

/** One server's blog. */
export interface Blog {
  /** The document root. */
  readonly root: string;
  readonly database: Database;
  /** Does PHP run (`systemctl stop php-fpm`)? */
  phpRuns(): boolean;
  /** Into the server's error log. */
  complain(line: string): undefined;
}

/** The sample blog's answer to one request: files as Apache would, everything else as WordPress would. */
export async function answer(blog: Blog, request: Request): Promise<Answer> {
  const place = placeOf(blog.root, request.path);
  if (place.kind !== 'forbidden' && place.kind !== 'file' && !blog.phpRuns()) return plainAnswer(503);
  switch (place.kind) {
    case 'forbidden':
      return plainAnswer(403);
    case 'file':
      return staticAnswer(place.file, request);
    case 'php':
      return runFile(blog, request, place.file);
    case 'folder':
      return indexOf(blog, request);
    case 'none':
      return dynamic(blog, request);
  }
}

/** A page that goes through index.php, with what that file prints of its own around it. */
async function dynamic(blog: Blog, request: Request): Promise<Answer> {
  const front = readFront(blog.root);
  if (front === 'missing') return plainAnswer(404);
  if (front === 'broken') return phpFailed();
  if (!front.loads) return php({ status: 200, type: html, body: front.before });
  const shown = await throughWordPress(blog, request, (content, marker) => route(content, request, marker), Number(request.query.get('p')) || undefined);
  return { ...shown, body: `${front.before}${shown.body}${front.after}` };
}

async function throughWordPress(
  blog: Blog,
  request: Request,
  show: (content: Content, marker: string | undefined) => Shown | Answer,
  post?: number,
): Promise<Answer> {
  const config = readSiteConfig(blog.root, request.host);
  const marker = readMarker(blog.root);
  if (!config || marker.broken) return phpFailed();
  const content = await readContent(blog.database, config, { id: post, gone: request.gone }).catch((error: unknown) =>
    lacksTables(error) ? 'not installed' : request.gone?.() ? undefined : blog.complain(`WordPress: no answer from ${config.host}: ${String(error)}`),
  );
  if (content === 'not installed') return sendTo(`http://${request.host}/wp-admin/install.php`);
  // The database is asked for before must-use plugins are loaded, so an answer without it carries no name.
  if (!content) return php({ status: 500, type: html, body: databaseAwayPage });
  const shown = show(content, marker.name);
  const answered = 'headers' in shown ? shown : php(shown);
  return {
    ...answered,
    headers: { ...answered.headers, ...linkHeader(content), ...(marker.name === undefined ? {} : { 'X-Served-By': headerValue(marker.name) }) },
  };
}

function route(content: Content, request: Request, marker: string | undefined): Shown {
  const path = request.path.replace(/\/+$/, '') || '/';
  const rest = request.query.get('rest_route') ?? (path.startsWith('/wp-json') ? path.slice('/wp-json'.length) || '/' : undefined);
  if (rest !== undefined) return restRoute(content, rest);
  switch (path) {
    case '/':
      return blogPage(content, request, marker);
    case '/feed':
      return { status: 200, type: 'application/rss+xml; charset=UTF-8', body: feed(content) };
    case '/wp-sitemap.xml':
      return { status: 200, type: 'application/xml; charset=UTF-8', body: sitemap(content) };
    default:
      return { status: 404, type: html, body: lostPage(content, marker) };
  }
}

function blogPage(content: Content, request: Request, marker: string | undefined): Shown {
  if (request.query.get('feed') !== null) return { status: 200, type: 'application/rss+xml; charset=UTF-8', body: feed(content) };
  const wanted = Number(request.query.get('p')) || undefined;
  if (wanted === undefined) return { status: 200, type: html, body: frontPage(content, marker) };
  const post = content.posts.find((one) => one.id === wanted);
  return post ? { status: 200, type: html, body: postPage(content, post, marker) } : { status: 404, type: html, body: lostPage(content, marker) };
}

const lacksTables = (error: unknown) => error instanceof Error && 'errno' in error && error.errno === noSuchTable;

const sendTo = (address: string): Answer => ({
  status: 302,
  headers: { 'X-Powered-By': phpVersion, 'Content-Type': html, 'X-Redirect-By': 'WordPress', Location: headerValue(address) },
  body: '',
});

async function runInstaller(blog: Blog, request: Request): Promise<Answer> {
  const config = readSiteConfig(blog.root, request.host);
  if (!config) return phpFailed();
  const { installer } = await import('./installer.ts');
  const asked = { host: request.host, step: Number(request.query.get('step')) || 0, form: new URLSearchParams(request.method === 'POST' ? request.body : '') };
  const shown = await installer(blog.database, config, asked).catch((error: unknown) =>
    blog.complain(`WordPress: no answer from ${config.host}: ${String(error)}`),
  );
  return php(shown ? { ...shown, type: html } : { status: 500, type: html, body: databaseAwayPage });
}

// The way a stale siteurl locks people out: the browser is sent there, wherever it asked.
function askToLogIn({ siteUrl }: Content): Answer {
  const back = encodeURIComponent(`${siteUrl}/wp-admin/`);
  return {
    status: 302,
    headers: { 'X-Powered-By': phpVersion, 'Content-Type': html, Location: headerValue(`${siteUrl}/wp-login.php?redirect_to=${back}&reauth=1`) },
    body: '',
  };
}

function restRoute(content: Content, rest: string): Shown {
  if (rest === '/') return { status: 200, type: json, body: restIndex(content) };
  if (rest === '/wp/v2/posts') return { status: 200, type: json, body: restPosts(content) };
  return { status: 404, type: json, body: restLost };
}

async function runFile(blog: Blog, request: Request, file: string): Promise<Answer> {
  if (file === placeFile(blog.root, '/index.php')) return dynamic(blog, { ...request, path: '/' });
  if (file === placeFile(blog.root, '/wp-login.php'))
    return throughWordPress(blog, request, (content, marker) => ({ status: 200, type: html, body: loginPage(content, marker) }));
  if (file === placeFile(blog.root, '/wp-admin/install.php')) return runInstaller(blog, request);
  if (file === placeFile(blog.root, '/wp-admin/index.php')) return throughWordPress(blog, request, askToLogIn);
  const source = readSource(file);
  if (source === undefined || syntaxError(source)) return phpFailed();
  const out = printed(source);
  return php({ status: 200, type: html, body: out.before + out.after });
}

function indexOf(blog: Blog, request: Request): Answer | Promise<Answer> {
  for (const name of ['index.php', 'index.html']) {
    const place = placeOf(blog.root, join(request.path, name));
    if (place.kind === 'php') return runFile(blog, request, place.file);
    if (place.kind === 'file') return staticAnswer(place.file, request);
  }
  return plainAnswer(403);
}

function placeFile(root: string, path: string): string | undefined {
  const place = placeOf(root, path);
  return place.kind === 'php' ? place.file : undefined;
}

function php({ status, type, body }: Shown): Answer {
  return { status, headers: { 'X-Powered-By': phpVersion, 'Content-Type': type }, body };
}

// With display_errors off, PHP that cannot be read is an empty answer.
const phpFailed = () => php({ status: 500, type: html, body: '' });

const linkHeader = (content: Content) => (content.home === '' ? {} : { Link: `<${headerValue(content.home)}/wp-json/>; rel="https://api.w.org/"` });

// PHP sends a header's bytes as they are, UTF-8 included; Node takes bytes as Latin-1.
function headerValue(text: string): string {
  // oxlint-disable-next-line no-control-regex -- a header must stay one header
  return Buffer.from(text.replace(/[\x00-\x1f\x7f]/g, ' '), 'utf8').toString('latin1');
}
