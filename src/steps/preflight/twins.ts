import { findServer2 } from '../../aws/find/servers.ts';
import { ours } from '../../aws/find/seeker.ts';
import { markerPath } from '../../blog/marker.ts';
import { quoted, type Shell } from '../../blog/shell.ts';
import { UserError } from '../../errors.ts';
import type { Scene } from './scene.ts';

const most = 6;

/** What stands on one server and not, or not the same, on the other. Only once there are two. */
export async function contentDiffers({ ctx, server, inside }: Scene): Promise<readonly string[] | undefined> {
  const other = ours(await findServer2(ctx, server.VpcId ?? ''));
  if (inside === undefined || server.State?.Name !== 'running' || other?.State?.Name !== 'running') return undefined;
  const [one, two] = await Promise.all([server, other].map(async (each) => sumsOf(await ctx.blog.shell(each), inside.config.root).catch(noLogin)));
  if (one === undefined || two === undefined) return undefined;
  const names = [...new Set([...one.keys(), ...two.keys()])].filter((name) => one.get(name) !== two.get(name)).toSorted();
  if (names.length === 0) return undefined;
  return [`${names.slice(0, most).join(', ')}${names.length > most ? ', …' : ''}`, server.InstanceId ?? '', other.InstanceId ?? ''];
}

/** Whoever needs a login there will meet the same failure, and tell it. */
function noLogin(error: unknown): undefined {
  if (!(error instanceof UserError)) throw error;
}

async function sumsOf(shell: Shell, root: string): Promise<ReadonlyMap<string, string>> {
  const { out } = await shell.run(sumsScript(root));
  return new Map([...out.matchAll(/^(\d+ \d+) (.+)$/gm)].map(([, sum = '', name = '']) => [name, sum]));
}

/** One checksum for each plugin, theme and year of uploads; uploads by name and size, since they may be many. Only sums leave the server. */
const sumsScript = (root: string): string => `cd ${quoted(root)} || exit 0
sum() { echo "$(sort | cksum) $1"; }
for thing in wp-content/plugins/* wp-content/themes/* wp-content/mu-plugins/* wp-content/languages; do
  if [ -e "$thing" ] && [ "$thing" != ${quoted(markerPath)} ]; then find "$thing" -type f -exec cksum {} + | sum "$thing"; fi
done
for thing in wp-content/uploads/*; do
  if [ -e "$thing" ]; then find "$thing" -type f -exec wc -c {} + | sum "$thing"; fi
done
for thing in wp-config.php ../wp-config.php .htaccess wp-includes/version.php; do
  if [ -f "$thing" ]; then cksum < "$thing" | sum "$thing"; fi
done
`;
