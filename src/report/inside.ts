import type { Instance } from '@aws-sdk/client-ec2';
import { serverName } from '../aws/find/servers.ts';
import { Declined, UserError } from '../errors.ts';
import type { Looker } from './scene.ts';

/** What each running server says of its WordPress, one fact a word. Undefined when one of them lets nobody in: half an answer is none. */
export async function factsInside(looker: Looker, servers: readonly Instance[]): Promise<readonly ReadonlyMap<string, string>[] | undefined> {
  const running = servers.filter(({ State }) => State?.Name === 'running');
  try {
    return await Promise.all(running.map((server) => factsOf(looker, server)));
  } catch (error) {
    looker.signal.throwIfAborted();
    if (error instanceof UserError || error instanceof Declined) return undefined;
    throw error;
  }
}

async function factsOf({ blog }: Looker, server: Instance): Promise<ReadonlyMap<string, string>> {
  const { root } = await blog.config(server);
  const { out } = await (await blog.shell(server)).run(script(root));
  const facts = out.split('\n').flatMap((line): [string, string][] => {
    const at = line.indexOf('=');
    return at < 1 ? [] : [[line.slice(0, at), line.slice(at + 1).trim()]];
  });
  return new Map([['server', serverName(server) ?? server.InstanceId ?? ''], ...facts]);
}

/** Reads only. `uploads` is the kind of file system, `code` a sum over plugins, themes and WordPress's version. */
const script = (root: string) => `cd '${root}' || exit 0
fixed() { cat wp-config.php ../wp-config.php 2>/dev/null | grep -Eqi "^[[:space:]]*define\\( *['\\"]$1['\\"], *true"; }
echo "uploads=$(stat -f -c %T wp-content/uploads 2>/dev/null || echo none)"
for plugin in amazon-s3-and-cloudfront ilab-media-tools advanced-wp-media-offload; do
  if [ -d "wp-content/plugins/$plugin" ]; then echo "offload=$plugin"; fi
done
if fixed DISALLOW_FILE_MODS; then echo mods=off; else echo mods=on; fi
if fixed DISABLE_WP_CRON; then echo cron=off; else echo cron=on; fi
echo "code=$(find wp-content/plugins wp-content/themes wp-includes/version.php -type f -exec cksum {} + 2>/dev/null | LC_ALL=C sort | cksum)"
`;
