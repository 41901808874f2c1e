import type { StepContext } from '../step.ts';
import type { Seen } from './probe.ts';

type Asker = Pick<StepContext, 'blog'>;

/** How far a new WordPress has come: it has no tables yet, it shows its blog, or nothing of it answers. */
export type Stage = { readonly is: 'fresh' | 'installed' } | { readonly is: 'away'; readonly seen: Seen };

export interface FirstBlog {
  readonly title: string;
  readonly user: string;
  readonly email: string;
  readonly password: string;
}

/** As WordPress shows it: without its tables it sends everybody to its installer. */
export async function stageOf({ blog }: Asker, address: string): Promise<Stage> {
  const seen = await blog.get(`${address}/`, { timeoutMs: 5_000 });
  if (seen.kind === 'answer' && seen.status === 200) return { is: 'installed' };
  return sentToInstaller(seen) ? { is: 'fresh' } : { is: 'away', seen };
}

const sentToInstaller = (seen: Seen) =>
  seen.kind === 'answer' && seen.status >= 300 && seen.status < 400 && /\/wp-admin\/install\.php/.test(seen.headers['location'] ?? '');

/** Fills in the installer's form as a person would. Sent twice, the second time WordPress says that it is there already. */
export function install({ blog }: Asker, address: string, { title, user, email, password }: FirstBlog): Promise<Seen> {
  return blog.post(`${address}/wp-admin/install.php?step=2`, {
    weblog_title: title,
    user_name: user,
    admin_password: password,
    admin_password2: password,
    admin_email: email,
    blog_public: '1',
    Submit: 'Install WordPress',
    language: '',
  });
}
