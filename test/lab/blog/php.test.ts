import { describe, expect, it } from 'vitest';
import { printed, settings, syntaxError } from '../../../src/lab/blog/php.ts';

describe('settings', () => {
  it('finds constants and string variables, in any spacing and quoting', () => {
    const found = settings(`<?php define('DB_NAME','blog'); define( "DB_USER" , "wp" );\n$table_prefix  =  'my_';`);
    expect(Object.fromEntries(found)).toEqual({ DB_NAME: 'blog', DB_USER: 'wp', $table_prefix: 'my_' });
  });

  it('ignores what is commented out', () => {
    const found = settings(`<?php\n// define( 'WP_HOME', 'http://a' );\n# define( 'WP_HOME', 'http://b' );\n/* define( 'WP_HOME', 'http://c' ); */`);
    expect(found.has('WP_HOME')).toBe(false);
  });

  it('reads escapes as PHP does', () => {
    expect(settings(String.raw`<?php define( 'A', 'it\'s \\ \n' ); define( 'B', "a\tb\"" );`)).toEqual(
      new Map([
        ['A', String.raw`it's \ \n`],
        ['B', 'a\tb"'],
      ]),
    );
  });

  it('joins strings and the host that was asked for', () => {
    expect(settings(`<?php define( 'WP_HOME', 'http://' . $_SERVER['HTTP_HOST'] . '/blog' );`, 'example.test').get('WP_HOME')).toBe('http://example.test/blog');
  });

  it('keeps the first value of a constant', () => {
    expect(settings(`<?php define( 'A', '1' ); define( 'A', '2' );`).get('A')).toBe('1');
  });
});

describe('printed', () => {
  it('finds nothing in a plain front file', () => {
    expect(printed(`<?php\ndefine( 'X', true );\nrequire __DIR__ . '/wp-blog-header.php';\n`)).toEqual({ before: '', after: '', loads: true });
  });

  it('finds text before the opening tag and after the closing one', () => {
    expect(printed(`<h1>1</h1>\n<?php require 'wp-blog-header.php'; ?>\nend`)).toEqual({ before: '<h1>1</h1>\n', after: 'end', loads: true });
  });

  it('finds what is echoed', () => {
    expect(printed(`<?php echo 'one', "two"; require 'x'; echo 'three';`)).toEqual({ before: 'onetwo', after: 'three', loads: true });
  });

  it('sees that a file without a tag never gets to the blog', () => {
    expect(printed('Web Server1\nrequire')).toEqual({ before: 'Web Server1\nrequire', after: '', loads: false });
  });
});

describe('syntaxError', () => {
  it.each([
    ['a string that never ends', `<?php\necho 'x;\n`],
    ['a comment that never ends', `<?php /* x`],
    ['a bracket too few', `<?php if (true) { echo 1;`],
    ['a bracket too many', `<?php echo 1; }`],
    ['brackets crossed', `<?php f( [ ) ];`],
  ])('finds %s', (_, source) => {
    expect(syntaxError(source)).toBeDefined();
  });

  it.each([
    ['brackets in strings and comments', `<?php echo '({['; // }\n# )\n/* ] */`],
    ['text outside the tags', `({[ <?php echo 1; ?> )]`],
    ['a here-document', `<?php echo <<<EOT\nit's ({[\nEOT;\n`],
    ['an attribute', `<?php #[Attribute]\nfunction f() {}`],
  ])('accepts %s', (_, source) => {
    expect(syntaxError(source)).toBeUndefined();
  });

  it('says the line', () => {
    expect(syntaxError(`<?php\n\nif (true) {\n`)).toEqual({ message: `Unclosed '{'`, line: 3 });
  });
});
