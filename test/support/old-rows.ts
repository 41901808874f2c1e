import type { Connection } from 'mysql2/promise';
import { serialised } from '../blog/php-values.ts';

const words = '写真 😀 “quotes”';

/** What an option with widgets holds; PHP must still read it after the move. */
export const widgets = (address: string) => ({
  2: { title: words, url: `${address}/写真.png`, depth: [{ link: `${address}/` }, 7, true, null] },
  _multiwidget: 1,
});

/** Texts such as a blog gathers over the years, each with the address it had; one of them broken. */
export async function plantOldRows(connection: Connection, address: string): Promise<void> {
  const json = address.replaceAll('/', String.raw`\/`);
  const put = (table: string, row: Readonly<Record<string, string | number>>) =>
    connection.query(
      `INSERT INTO ${table} (${Object.keys(row).join(', ')}) VALUES (${Object.keys(row)
        .map(() => '?')
        .join(', ')})`,
      Object.values(row),
    );
  const when = '2026-01-02 03:04:05';
  const post = {
    post_author: 1,
    post_date: when,
    post_date_gmt: when,
    post_modified: when,
    post_modified_gmt: when,
    post_excerpt: '',
    to_ping: '',
    pinged: '',
    post_content_filtered: '',
    post_status: 'publish',
    post_type: 'post',
  };
  await put('wp_posts', {
    ...post,
    ID: 9001,
    post_title: 'An old picture',
    post_name: 'an-old-picture',
    post_content: `<!-- wp:image {"url":"${json}\\/wp-content\\/a.png"} --><img src="${address}/wp-content/a.png"><!-- /wp:image --> ${words} ${address}0 and ${address}.`,
    guid: `${address}/?p=9001`,
  });
  await put('wp_postmeta', { meta_id: 9001, post_id: 9001, meta_key: '_nested', meta_value: serialised({ inner: serialised([`${address}/`, words]) }) });
  await put('wp_postmeta', { meta_id: 9002, post_id: 9001, meta_key: '_broken', meta_value: `a:1:{s:3:"url";s:999:"${address}/";}` });
  await put('wp_options', { option_id: 9001, option_name: 'widget_old', option_value: serialised(widgets(address)), autoload: 'no' });
  await put('wp_comments', {
    comment_ID: 9001,
    comment_post_ID: 9001,
    comment_author: 'An old friend',
    comment_author_email: 'friend@example.com',
    comment_author_url: `${address}/about/`,
    comment_date: when,
    comment_date_gmt: when,
    comment_content: words,
    comment_approved: 1,
  });
}

/** Where a rewriting must have been, and how many values it had to leave. */
export const planted = [
  { table: 'wp_comments', column: 'comment_author_url', rows: 1, left: 0 },
  { table: 'wp_options', column: 'option_value', rows: 1, left: 0 },
  { table: 'wp_postmeta', column: 'meta_value', rows: 2, left: 1 },
  { table: 'wp_posts', column: 'post_content', rows: 1, left: 0 },
];
