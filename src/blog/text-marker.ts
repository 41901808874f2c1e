import { UserError } from '../errors.ts';
import { quoted, type Shell } from './shell.ts';

/** The tutorial's marker: the server's name as the first line of index.php, before its `<?php`. */
export const textPath = 'index.php';

/** Puts the name there, in place of another text that was there (a clone carries its model's). The rest of the file stays as it is. */
export async function writeText(shell: Shell, root: string, server: string): Promise<void> {
  await rewrite(shell, root, `printf '%s\\n' ${quoted(server)}; rest`);
}

/** Takes the name away; another text than this name stays. */
export async function removeText(shell: Shell, root: string, server: string): Promise<void> {
  await rewrite(shell, root, 'rest', `[ "$first" = ${quoted(server)} ] || exit 0`);
}

/** Is there any text before its `<?php`? */
export async function hasText(shell: Shell, root: string): Promise<boolean> {
  const { out } = await shell.run(`head -n 1 ${quoted(`${root}/${textPath}`)} 2>/dev/null || :\n`);
  return out.trim() !== '' && !out.startsWith('<?');
}

async function rewrite(shell: Shell, root: string, text: string, unless = ':'): Promise<void> {
  const ran = await shell.run(script(root, text, unless));
  if (ran.code === 41) throw new UserError('wordpress-not-found', [shell.instanceId, root]);
  if (ran.code === 43) throw new UserError('index-unclear', [shell.instanceId, `${root}/${textPath}`]);
  if (ran.code !== 0) throw new UserError('script-failed', [shell.instanceId, ran.err.trim()]);
}

// Whole or not at all, with the owner and mode it had. More than one line before `<?php` is nobody's marker: that is left alone.
const script = (root: string, text: string, unless: string) => `set -eu
file=${quoted(`${root}/${textPath}`)}
[ -f "$file" ] || exit 41
first=$(head -n 1 "$file")
${unless}
case "$first" in
  '<?php'*) from=1 ;;
  *) from=2; case "$(sed -n 2p "$file")" in '<?php'*) ;; *) exit 43 ;; esac ;;
esac
rest() { tail -n +$from "$file"; }
temp=${quoted(`${root}/.redundant-blog-index`)}.$$
trap 'rm -f "$temp"' EXIT
cp -p "$file" "$temp"
{ ${text}; } > "$temp"
mv -f "$temp" "$file"
`;
