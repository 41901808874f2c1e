import type { Ask, AskAll, Database } from './database.ts';
import type { SiteConfig } from './site.ts';

export interface Post {
  readonly id: number;
  readonly date: string;
  readonly title: string;
  readonly content: string;
}

export interface Content {
  readonly name: string;
  readonly tagline: string;
  readonly home: string;
  readonly siteUrl: string;
  readonly posts: readonly Post[];
}

const shown = 10;

/** The blog's name, addresses and posts (one, when `id` is given) from its database, for somebody who may be gone by then. */
export function readContent(
  database: Database,
  config: SiteConfig,
  { id, gone }: { readonly id?: number | undefined; readonly gone?: (() => boolean) | undefined },
): Promise<Content> {
  const work = async (_ask: Ask, askAll: AskAll): Promise<Content> => {
    const which = id === undefined ? '' : ' AND ID = ?';
    // In one go: every round trip is led through the VPC.
    const [rows = [], posts = []] = await askAll(
      `SELECT option_name, option_value FROM ${config.prefix}options WHERE option_name IN ('siteurl', 'home', 'blogname', 'blogdescription');
      SELECT ID, post_date, post_title, post_content FROM ${config.prefix}posts WHERE post_status = 'publish' AND post_type = 'post'${which} ORDER BY post_date DESC, ID DESC LIMIT ${shown}`,
      id === undefined ? [] : [id],
    );
    const option = (name: string) => String(rows.find((row) => row['option_name'] === name)?.['option_value'] ?? '');
    return {
      name: option('blogname'),
      tagline: option('blogdescription'),
      home: config.home ?? option('home').replace(/\/+$/, ''),
      siteUrl: config.siteUrl ?? option('siteurl').replace(/\/+$/, ''),
      posts: posts.map((row) => ({
        id: Number(row['ID']),
        date: String(row['post_date']),
        title: String(row['post_title']),
        content: String(row['post_content']),
      })),
    };
  };
  return database.use(config, work, gone);
}
