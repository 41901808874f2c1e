import { accessSync, constants, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

// Commands of a server that this machine does not have, has otherwise, or must not be asked: each as small as it can be.
const elevate = `[ "$user" = root ] && HOME=$LAB_ROOT/root || HOME=$LAB_ROOT/home/$user
LAB_USER=$user USER=$user LOGNAME=$user
export LAB_USER USER LOGNAME HOME`;

const sudo = `user=root login=
while [ $# -gt 0 ]; do
  case $1 in
    -u) user=$2; shift ;;
    -i|-s) login=$1 ;;
    -l|-v|-k|-K) exit 0 ;;
    --) shift; break ;;
    -*) ;;
    *=*) export "$1" ;;
    *) break ;;
  esac
  shift
done
grep -q "^$user:" "$LAB_ROOT/etc/passwd" || { echo "sudo: unknown user $user" >&2; exit 1; }
${elevate}
[ "$login" = -i ] && cd "$HOME"
if [ $# -eq 0 ]; then
  [ -n "$login" ] && exec sh
  echo 'usage: sudo [-n] [-i|-s] [-u user] command' >&2; exit 1
fi
exec "$@"`;

const su = `user=root login= command=
while [ $# -gt 0 ]; do
  case $1 in
    -|-l|--login) login=1 ;;
    -c) command=$2; shift ;;
    -*) ;;
    *) user=$1 ;;
  esac
  shift
done
[ "$LAB_USER" = root ] || { echo 'su: Authentication failure' >&2; exit 1; }
grep -q "^$user:" "$LAB_ROOT/etc/passwd" || { echo "su: user $user does not exist" >&2; exit 1; }
${elevate}
[ -n "$login" ] && cd "$HOME"
[ -n "$command" ] && exec sh -c "$command"
exec sh`;

const systemctl = `verb=\${1-status}
[ $# -gt 0 ] && shift
quiet= code=0 now=
for unit; do
  case $unit in --quiet|-q) quiet=1; continue ;; --now) now=1; continue ;; -*) continue ;; esac
  unit=\${unit%.service}
  pid=$LAB_ROOT/run/$unit/$unit.pid
  want=$LAB_ROOT/etc/systemd/system/multi-user.target.wants/$unit.service
  case $unit in
    httpd|php-fpm) ;;
    *) echo "Unit $unit.service could not be found." >&2; code=4; continue ;;
  esac
  case $verb in start|stop|restart|reload|enable|disable)
    [ "$LAB_USER" = root ] || { echo "Failed to $verb $unit.service: Access denied" >&2; exit 1; } ;;
  esac
  case $verb in
    is-active) if [ -e "$pid" ]; then say=active; else say=inactive code=3; fi; [ -n "$quiet" ] || echo $say ;;
    is-enabled) if [ -e "$want" ]; then say=enabled; else say=disabled code=1; fi; [ -n "$quiet" ] || echo $say ;;
    status) if [ -e "$pid" ]; then echo "$unit.service: active (running)"; else echo "$unit.service: inactive (dead)"; code=3; fi ;;
    start|restart|reload) mkdir -p "\${pid%/*}" && echo 1 > "$pid" ;;
    stop) rm -f "$pid" ;;
    enable) mkdir -p "\${want%/*}" && : > "$want"; [ -z "$now" ] || { mkdir -p "\${pid%/*}" && echo 1 > "$pid"; } ;;
    disable) rm -f "$want"; [ -z "$now" ] || rm -f "$pid" ;;
    *) echo "systemctl: the lab does not know '$verb'" >&2; exit 1 ;;
  esac
done
exit $code`;

const service = `unit=$1 verb=$2
exec systemctl "$verb" "$unit"`;

// Every file belongs to whoever runs the lab, and nobody else can be given it.
const chown = `for name; do shift
  case $name in -*) ;; *) set -- "$@" "$name" ;; esac
done
[ $# -gt 0 ] && shift
for file; do [ -e "$file" ] || { echo "chown: cannot access '$file': No such file or directory" >&2; code=1; }; done
exit \${code-0}`;

const id = `case $1 in
  -u) [ "$LAB_USER" = root ] && echo 0 || echo 1000 ;;
  -un|-nu) echo "$LAB_USER" ;;
  *) [ "$LAB_USER" = root ] && echo 'uid=0(root) gid=0(root) groups=0(root)' || echo "uid=1000($LAB_USER) gid=1000($LAB_USER) groups=1000($LAB_USER),10(wheel)" ;;
esac`;

const hostname = `name=$(cat "$LAB_ROOT/etc/hostname")
case $1 in -s) echo "\${name%%.*}" ;; *) echo "$name" ;; esac`;

const refused = (what: string) => `echo "${what}" >&2\nexit 1`;
const packages = refused('The lab has no such package manager: Amazon Linux 2023 has dnf.');

// The few packages that the blog needs; the lab plays their programs itself, so that only their folders are to be made.
const dnf = `verb= strict=1 names= code=0
for word; do
  case $word in
    --setopt=strict=0|--skip-broken) strict=0 ;;
    -*) ;;
    *) if [ -z "$verb" ]; then verb=$word; else names="$names $word"; fi ;;
  esac
done
case $verb in
  install|reinstall) ;;
  check-update|clean|list|info|makecache|update|upgrade) echo 'Nothing to do.'; exit 0 ;;
  *) echo "dnf: the lab does not know '$verb'" >&2; exit 1 ;;
esac
[ "$LAB_USER" = root ] || { echo 'Error: This command has to be run with superuser privileges (under the root user on most systems).' >&2; exit 1; }
for name in $names; do
  case $name in
    httpd) mkdir -p "$LAB_ROOT/etc/httpd/conf" "$LAB_ROOT/etc/httpd/conf.d" "$LAB_ROOT/var/www/html" "$LAB_ROOT/var/log/httpd"
      [ -e "$LAB_ROOT/etc/httpd/conf/httpd.conf" ] || printf 'ServerRoot "/etc/httpd"\\nListen 80\\nDocumentRoot "/var/www/html"\\nIncludeOptional conf.d/*.conf\\n' > "$LAB_ROOT/etc/httpd/conf/httpd.conf"
      grep -q '^apache:' "$LAB_ROOT/etc/passwd" || echo 'apache:x:48:48:Apache:/usr/share/httpd:/sbin/nologin' >> "$LAB_ROOT/etc/passwd" ;;
    php|php8.*|php-*|mariadb*|mysql*|wget|curl|tar|unzip|gzip|openssl) ;;
    *) echo "No match for argument: $name"; [ $strict = 0 ] || code=1; continue ;;
  esac
  echo "Installed: $name"
done
[ $code = 0 ] || { echo 'Error: Unable to find a match' >&2; exit $code; }
echo 'Complete!'`;
const power = refused('In the lab, stop, start and reboot a server through the EC2 API.');
// The servers have no internet; what they fetch in the tutorial, the lab has. Anything else is this machine's own business.
const fetching = (name: string) => `for word; do
  case $word in http://*wordpress.org/*|https://*wordpress.org/*) exec "$LAB_NODE" "$LAB_GUEST" ${name} "$@" ;; esac
done
PATH=\${PATH#*:} exec ${name} "$@"`;
const tool = (name: string) => `exec "$LAB_NODE" "$LAB_GUEST" ${name} "$@"`;

const shims: Readonly<Record<string, string>> = {
  apt: packages,
  'apt-get': packages,
  chgrp: chown,
  chown,
  curl: fetching('curl'),
  dnf,
  hostname,
  id,
  mariadb: tool('mysql'),
  mysql: tool('mysql'),
  php: tool('php'),
  poweroff: power,
  reboot: power,
  service,
  shutdown: power,
  su,
  sudo,
  systemctl,
  whoami: 'echo "$LAB_USER"',
  wget: fetching('wget'),
  yum: dnf,
};

/** Writes the stand-ins to `folder`, to be first in PATH. */
export function writeShims(folder: string, path: string): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries({ ...shims, ...editor(path) })) writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
}

// The tutorial edits with vi; a machine without it has another editor, or none.
function editor(path: string): Record<string, string> {
  if (['vi', 'vim'].some((name) => programIn(path, name))) return programIn(path, 'vi') ? {} : { vi: 'exec vim "$@"' };
  const other = ['nano', 'ee', 'emacs'].find((name) => programIn(path, name));
  return { vi: other === undefined ? refused('This machine has no vi. Write the file with: cat > FILE (end with Ctrl-D)') : `exec ${other} "$@"` };
}

/** Is there a program of this name in PATH? */
export function programIn(path: string, name: string): boolean {
  return path.split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
