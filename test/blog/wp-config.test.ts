import { expect, test } from 'vitest';
import { parseConfig } from '../../src/blog/wp-config.ts';

const config = (extra = '', prefix = "$table_prefix = 'wp_';") => `<?php
/** The name: define( 'DB_NAME', 'in a comment' ); */
// define( 'DB_NAME', 'in a line comment' );
# define( 'DB_HOST', 'nowhere' );
define( 'DB_NAME', 'wordpress' );
define('DB_USER',"wordpress");
define( 'DB_PASSWORD', 'it\\'s // a #secret \\\\' );
DEFINE( 'DB_HOST', 'database-1.abc.ap-northeast-1.rds.amazonaws.com:3307' );
define( 'WP_DEBUG', false );
${extra}
${prefix}
require_once ABSPATH . 'wp-settings.php';
`;

test('reads what PHP would read, and nothing from comments', () => {
  expect(parseConfig('/var/www/html', config())).toEqual({
    root: '/var/www/html',
    database: { name: 'wordpress', user: 'wordpress', password: "it's // a #secret \\", host: 'database-1.abc.ap-northeast-1.rds.amazonaws.com', port: 3307 },
    prefix: 'wp_',
    overrides: [],
    multisite: false,
  });
});

test('takes the usual port when none is written', () => {
  expect(parseConfig('/', config().replace(':3307', '')).database).toMatchObject({ host: 'database-1.abc.ap-northeast-1.rds.amazonaws.com', port: 3306 });
});

test('names every constant that fixes the address, and knows a network of sites', () => {
  const fixed = parseConfig('/', config("define( 'WP_HOME', 'http://203.0.113.9' );\ndefine('RELOCATE', true);\ndefine( 'MULTISITE', true );"));
  expect(fixed.overrides).toEqual(['WP_HOME', 'RELOCATE']);
  expect(fixed.multisite).toBe(true);
});

test('an override in a comment is none', () => {
  expect(parseConfig('/', config("// define( 'WP_HOME', 'x' );\n/* define( 'WP_SITEURL', 'x' ); */")).overrides).toEqual([]);
});

test('refuses a value that only PHP could compute', () => {
  const computed = config().replace("'wordpress' );", "getenv( 'DB' ) );");
  expect(() => parseConfig('/', computed)).toThrow(expect.objectContaining({ code: 'wp-config-unclear', values: ['DB_NAME'] }));
});

test('refuses a text in which PHP would put a variable', () => {
  const computed = config().replace('"wordpress"', '"user_$stage"');
  expect(() => parseConfig('/', computed)).toThrow(expect.objectContaining({ code: 'wp-config-unclear', values: ['DB_USER'] }));
});

test('refuses a prefix that could break out of a table name', () => {
  expect(() => parseConfig('/', config('', "$table_prefix = 'wp_`; DROP TABLE x; -- ';"))).toThrow(expect.objectContaining({ code: 'table-prefix-unusable' }));
});

test('takes a prefix that is not wp_', () => {
  expect(parseConfig('/', config('', '$table_prefix  = "banana_";')).prefix).toBe('banana_');
});
