import { serialized } from './serialized.ts';

export interface Post {
  readonly title: string;
  readonly slug: string;
  readonly date: string;
  readonly paragraphs: readonly string[];
}

/** The practice blog's posts, oldest first. */
export const posts: readonly Post[] = [
  {
    title: 'One server, one database',
    slug: 'one-server-one-database',
    date: '2026-01-12 09:00:00',
    paragraphs: [
      'This blog starts out as small as a blog can be: one web server that answers you, and one database that remembers what is written here.',
      'It works well, until one of the two has a bad day. Then there is no blog at all.',
    ],
  },
  {
    title: '止まらないブログをめざして',
    slug: 'keep-the-blog-up',
    date: '2026-01-19 09:00:00',
    paragraphs: [
      'チュートリアルの第1回で作ったこのブログは、Webサーバーもデータベースも1台ずつです。どちらかが止まると、だれも記事を読めません。',
      '第2回では、AMIからもう1台のWebサーバーを用意し、ロードバランサーで振り分け、データベースをマルチAZにします。片方が止まっても読み続けられるか、実際に止めて確かめてみましょう。😀',
    ],
  },
  {
    title: 'What a health check sees',
    slug: 'what-a-health-check-sees',
    date: '2026-01-26 09:00:00',
    paragraphs: [
      'A load balancer asks each server for the same plain file every few seconds. Two servers that answer get visitors; a server that stays silent gets none.',
      'Nobody has to be woken up for that. Reload this page while one server is away, and see who answers.',
    ],
  },
];

const day = 86_400;

/** A task in WordPress's own timetable, under the digest of its empty arguments. */
const nightly = (hook: string, schedule: string, interval: number): [string, unknown] => [
  hook,
  { '40cd750bba9870f18aada2478b24840a': { schedule, args: [], interval } },
];

/** Options that WordPress itself would have written, in its order. */
export function optionsOf(siteUrl: string): readonly (readonly [name: string, value: string])[] {
  return [
    ['siteurl', siteUrl],
    ['home', siteUrl],
    ['blogname', 'My Blog'],
    ['blogdescription', 'Notes on keeping a small site up'],
    ['users_can_register', '0'],
    ['admin_email', 'admin@example.com'],
    ['start_of_week', '1'],
    ['require_name_email', '1'],
    ['comments_notify', '1'],
    ['posts_per_rss', '10'],
    ['rss_use_excerpt', '0'],
    ['default_category', '1'],
    ['default_comment_status', 'open'],
    ['posts_per_page', '10'],
    ['date_format', 'Y-m-d'],
    ['time_format', 'H:i'],
    ['permalink_structure', ''],
    ['rewrite_rules', ''],
    ['blog_charset', 'UTF-8'],
    ['active_plugins', serialized([])],
    ['template', 'twentytwentyfive'],
    ['stylesheet', 'twentytwentyfive'],
    ['db_version', '60421'],
    ['initial_db_version', '60421'],
    ['blog_public', '1'],
    ['show_on_front', 'posts'],
    ['page_on_front', '0'],
    ['page_for_posts', '0'],
    ['uploads_use_yearmonth_folders', '1'],
    ['upload_path', ''],
    ['timezone_string', 'Asia/Tokyo'],
    ['gmt_offset', ''],
    ['WPLANG', 'ja'],
    ['sticky_posts', serialized([])],
    ['widget_block', serialized({ _multiwidget: 1 })],
    ['sidebars_widgets', serialized({ wp_inactive_widgets: [], array_version: 3 })],
    [
      'cron',
      serialized({
        1767225600: Object.fromEntries([nightly('wp_version_check', 'twicedaily', day / 2), nightly('wp_update_plugins', 'twicedaily', day / 2)]),
        1767229200: Object.fromEntries([nightly('wp_scheduled_delete', 'daily', day), nightly('delete_expired_transients', 'daily', day)]),
        version: 2,
      }),
    ],
    [
      'wp_user_roles',
      serialized({
        administrator: { name: 'Administrator', capabilities: { manage_options: true, edit_posts: true, publish_posts: true, read: true } },
        subscriber: { name: 'Subscriber', capabilities: { read: true } },
      }),
    ],
    ['fresh_site', '0'],
  ];
}
