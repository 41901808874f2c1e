import { createHash } from 'node:crypto';
import { UserError } from '../errors.ts';
import { quoted, type Shell } from './shell.ts';

/** Where the marker stands below WordPress's folder. A must-use plugin is loaded by itself, and no core update touches it. */
export const markerPath = 'wp-content/mu-plugins/redundant-blog-marker.php';

const signature = 'REDUNDANT_BLOG_SERVER';
const madeFolder = '// Its folder was made for it.';

/** The plugin's text: a header on every answer, the name at the foot of HTML pages; JSON, feeds and sitemaps stay as they are. */
export function markerText(server: string): string {
  const name = server.replaceAll('\\', '\\\\').replaceAll("'", "\\'");
  return `<?php
/**
 * Plugin Name: redundant-blog marker
 * Description: Says which server made a page: the header X-Served-By, and the name at the foot of HTML pages. "redundant-blog undo mark-server-1" removes it.
 */
if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

define( '${signature}', '${name}' );

if ( ! headers_sent() ) {
	header( 'X-Served-By: ' . ${signature} );
}

function redundant_blog_marker() {
	echo '<p class="redundant-blog-marker" style="margin:1em;text-align:center;opacity:.7">' . esc_html( ${signature} ) . '</p>';
}
add_action( 'wp_footer', 'redundant_blog_marker' );
add_action( 'login_footer', 'redundant_blog_marker' );
`;
}

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Writes the marker whole or not at all, with the owner and mode of WordPress's own files. Again is fine. */
export async function writeMarker(shell: Shell, root: string, server: string): Promise<void> {
  await must(shell, root, writeScript(root, markerText(server)));
}

/** Is this name's marker there? */
export async function hasMarker(shell: Shell, root: string, server: string): Promise<boolean> {
  const { out } = await shell.run(`cat ${quoted(`${root}/${markerPath}`)} 2>/dev/null || :\n`);
  return out.startsWith(markerText(server));
}

/** The name that the marker there gives; without one when the file is not ours, undefined when there is none. */
export async function markerOn(shell: Shell, root: string): Promise<{ readonly name?: string } | undefined> {
  const { out, code } = await shell.run(`cat ${quoted(`${root}/${markerPath}`)} 2>/dev/null\n`);
  if (code !== 0) return undefined;
  const name = new RegExp(`^define\\( '${signature}', '(.*)' \\);$`, 'm').exec(out)?.[1];
  return name === undefined ? {} : { name: name.replaceAll(/\\(['\\])/g, '$1') };
}

/** Takes the marker away, and its folder if it was made for it. Again is fine; somebody else's file of that name stays. */
export async function removeMarker(shell: Shell, root: string): Promise<void> {
  await must(shell, root, removeScript(root));
}

async function must(shell: Shell, root: string, script: string): Promise<void> {
  const ran = await shell.run(script);
  if (ran.code === 41) throw new UserError('wordpress-not-found', [shell.instanceId, root]);
  if (ran.code === 42) throw new UserError('marker-not-ours', [shell.instanceId, `${root}/${markerPath}`]);
  if (ran.code !== 0) throw new UserError('script-failed', [shell.instanceId, ran.err.trim()]);
}

// `cp -p` from a file of WordPress's own gives owner and mode on every system; the text then replaces what was copied.
// The temporary file has no `.php` at its end: WordPress would load it.
const writeScript = (root: string, text: string) => `set -eu
root=${quoted(root)}
dir="$root/wp-content/mu-plugins"
file="$root/${markerPath}"
[ -d "$root/wp-content" ] || exit 41
if [ -e "$file" ] && ! grep -q ${signature} "$file"; then exit 42; fi
made=no
if [ ! -d "$dir" ]; then
  mkdir "$dir"
  chmod 755 "$dir"
  chown "$(ls -ldn "$root/wp-content" | awk '{ print $3 ":" $4 }')" "$dir" 2>/dev/null || :
  made=yes
elif [ -e "$file" ] && grep -q ${quoted(madeFolder)} "$file"; then
  made=yes
fi
like="$root/index.php"
[ -e "$file" ] && like="$file"
temp="$dir/.redundant-blog-marker.$$"
trap 'rm -f "$temp"' EXIT
cp -p "$like" "$temp"
cat > "$temp" <<'END_OF_MARKER'
${text}END_OF_MARKER
if [ "$made" = yes ]; then echo ${quoted(madeFolder)} >> "$temp"; fi
mv -f "$temp" "$file"
`;

const removeScript = (root: string) => `set -eu
root=${quoted(root)}
dir="$root/wp-content/mu-plugins"
file="$root/${markerPath}"
[ -e "$file" ] || exit 0
grep -q ${signature} "$file" || exit 0
made=no
if grep -q ${quoted(madeFolder)} "$file"; then made=yes; fi
rm -f "$file"
if [ "$made" = yes ]; then rmdir "$dir" 2>/dev/null || :; fi
`;

/** The marker as commands for a person, who is logged in on the server. */
export function markerByHand(root: string, server: string): string {
  return `sudo mkdir -p ${root}/wp-content/mu-plugins
sudo tee ${root}/${markerPath} >/dev/null <<'END_OF_MARKER'
${markerText(server)}END_OF_MARKER`;
}
