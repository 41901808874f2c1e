import { randomInt } from 'node:crypto';

export interface WordPressSettings {
  readonly host: string;
  readonly database: string;
  readonly user: string;
  readonly password: string;
}

const letters = 'abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';

/** A password of letters and digits only, so that it needs no quoting anywhere. */
export function newPassword(length = 32): string {
  return Array.from({ length }, () => letters[randomInt(letters.length)]).join('');
}

/**
 * What a new Amazon Linux 2023 server does at its first boot to become the blog's: as part 1 of the tutorial does it by
 * hand. It holds the database's password, as wp-config.php will: whoever may read the server's user data can read it.
 */
export function wordPressUserData({ host, database, user, password }: WordPressSettings): string {
  return `#!/bin/bash
# WordPress on Amazon Linux 2023 (made by redundant-blog prepare)
set -eu

dnf install -y httpd php php-fpm php-mysqlnd
# Good to have; the blog starts without them.
dnf install -y --setopt=strict=0 php-gd php-mbstring php-xml php-intl php-zip mariadb105 || true

curl -fsSL --retry 10 --retry-delay 5 -o /tmp/wordpress.tar.gz https://wordpress.org/latest.tar.gz
tar -xzf /tmp/wordpress.tar.gz -C /var/www/html --strip-components=1
rm -f /tmp/wordpress.tar.gz

salt() { head -c 48 /dev/urandom | base64 | tr -d '\\n'; }
( umask 027; cat > /var/www/html/wp-config.php <<CONFIG
<?php
define( 'DB_NAME', '${database}' );
define( 'DB_USER', '${user}' );
define( 'DB_PASSWORD', '${password}' );
define( 'DB_HOST', '${host}' );
define( 'DB_CHARSET', 'utf8mb4' );
define( 'DB_COLLATE', '' );
${saltNames.map((name) => `define( '${name}', '$(salt)' );`).join('\n')}
\\$table_prefix = 'wp_';
define( 'WP_DEBUG', false );
if ( ! defined( 'ABSPATH' ) ) {
	define( 'ABSPATH', __DIR__ . '/' );
}
require_once ABSPATH . 'wp-settings.php';
CONFIG
)
cat > /etc/httpd/conf.d/wordpress.conf <<'CONFIG'
<Directory "/var/www/html">
    AllowOverride All
</Directory>
CONFIG
chown -R apache:apache /var/www/html
systemctl enable --now php-fpm httpd
`;
}

const saltNames = ['AUTH_KEY', 'SECURE_AUTH_KEY', 'LOGGED_IN_KEY', 'NONCE_KEY', 'AUTH_SALT', 'SECURE_AUTH_SALT', 'LOGGED_IN_SALT', 'NONCE_SALT'];

/** The database's password out of such a text, or undefined when it is another. */
export function passwordIn(userData: string): string | undefined {
  return /^define\( 'DB_PASSWORD', '(\w+)' \);$/m.exec(userData)?.[1];
}
