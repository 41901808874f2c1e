import type { Content, Post } from './content.ts';

export const theme = 'wp-content/themes/harbour';

/** Text made safe inside HTML and XML. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => `&#${letter.codePointAt(0)};`);
}

const linkOf = (content: Content, post: Post) => `${content.home}/?p=${post.id}`;

/** The list of posts. */
export function frontPage(content: Content, marker: string | undefined): string {
  const posts = content.posts.map((post) => article(content, post)).join('\n');
  return page(content, marker, { title: content.name, canonical: `${content.home}/`, main: posts || '<p>Nothing has been written yet.</p>' });
}

/** One post. */
export function postPage(content: Content, post: Post, marker: string | undefined): string {
  return page(content, marker, { title: `${post.title} – ${content.name}`, canonical: linkOf(content, post), main: article(content, post) });
}

/** What a reader gets for an address that leads nowhere. */
export function lostPage(content: Content, marker: string | undefined): string {
  return page(content, marker, {
    title: `Not here – ${content.name}`,
    main: `<h1>There is nothing at this address</h1><p><a href="${escaped(content.home)}/">Back to the front page</a></p>`,
  });
}

/** The form that asks who you are. */
export function loginPage(content: Content, marker: string | undefined): string {
  const form = `<form name="loginform" id="loginform" action="${escaped(content.siteUrl)}/wp-login.php" method="post">
<p><label>User <input type="text" name="log" id="user_login" autocomplete="username"></label></p>
<p><label>Password <input type="password" name="pwd" id="user_pass" autocomplete="current-password"></label></p>
<p><button type="submit" name="wp-submit" id="wp-submit">Log in</button></p></form>`;
  return page(content, marker, { title: `Log in – ${content.name}`, main: form });
}

/** WordPress's well-known words for a database that is away. */
export const databaseAwayPage =
  '<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>Database Error</title></head><body id="error-page"><h1>Error establishing a database connection</h1></body></html>\n';

/** The posts as RSS. */
export function feed(content: Content): string {
  const items = content.posts.map(
    (post) =>
      `<item><title>${escaped(post.title)}</title><link>${escaped(linkOf(content, post))}</link><guid isPermaLink="false">${escaped(linkOf(content, post))}</guid><pubDate>${rssDate(post.date)}</pubDate><description>${escaped(post.content)}</description></item>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>
<title>${escaped(content.name)}</title><link>${escaped(content.home)}</link><description>${escaped(content.tagline)}</description>
<atom:link href="${escaped(content.home)}/feed/" rel="self" type="application/rss+xml" />
${items.join('\n')}
</channel></rss>
`;
}

/** Every address of the blog. */
export function sitemap(content: Content): string {
  const addresses = [`${content.home}/`, ...content.posts.map((post) => linkOf(content, post))];
  return `<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
${addresses.map((address) => `<url><loc>${escaped(address)}</loc></url>`).join('\n')}
</urlset>
`;
}

/** What `/wp-json/` says of the blog. */
export function restIndex(content: Content): string {
  const { name, tagline, siteUrl, home } = content;
  const self = { href: `${home}/wp-json/wp/v2/posts` };
  return JSON.stringify({
    name,
    description: tagline,
    url: siteUrl,
    home,
    gmt_offset: 0,
    timezone_string: '',
    namespaces: ['wp/v2'],
    routes: { '/': {}, '/wp/v2/posts': { methods: ['GET'], _links: { self: [self] } } },
  });
}

/** `/wp-json/wp/v2/posts`. */
export function restPosts(content: Content): string {
  return JSON.stringify(
    content.posts.map((post) => ({
      id: post.id,
      date: post.date.replace(' ', 'T'),
      link: linkOf(content, post),
      status: 'publish',
      type: 'post',
      title: { rendered: post.title },
      content: { rendered: post.content },
    })),
  );
}

export const restLost = JSON.stringify({ code: 'rest_no_route', message: 'No route of the API has this address.', data: { status: 404 } });

function article(content: Content, post: Post): string {
  return `<article id="post-${post.id}"><h2><a href="${escaped(linkOf(content, post))}" rel="bookmark">${escaped(post.title)}</a></h2><time datetime="${escaped(post.date.replace(' ', 'T'))}">${escaped(post.date.slice(0, 10))}</time>
<div class="entry">${post.content}</div></article>`;
}

function page(content: Content, marker: string | undefined, { title, canonical, main }: { title: string; canonical?: string; main: string }): string {
  const home = escaped(content.home);
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="UTF-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<link rel="stylesheet" id="harbour-style-css" href="${escaped(content.siteUrl)}/${theme}/style.css">
<link rel="https://api.w.org/" href="${home}/wp-json/">
<link rel="alternate" type="application/rss+xml" title="${escaped(content.name)}" href="${home}/feed/">
${canonical === undefined ? '' : `<link rel="canonical" href="${escaped(canonical)}">\n`}</head>
<body>
<header><p class="site-title"><a href="${home}/" rel="home">${escaped(content.name)}</a></p><p>${escaped(content.tagline)}</p></header>
<main>
${main}
</main>
<footer>${marker === undefined ? '' : `<p class="served-by">${escaped(marker)}</p>`}<p><a href="${escaped(content.siteUrl)}/wp-login.php">Log in</a></p></footer>
</body>
</html>
`;
}

function rssDate(date: string): string {
  const time = new Date(`${date.replace(' ', 'T')}Z`);
  return Number.isNaN(time.getTime()) ? '' : time.toUTCString();
}
