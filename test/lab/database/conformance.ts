/**
 * What a MySQL-compatible server must answer, as data: run against the built-in database here, and against any other that
 * is given (see conformance.test.ts). Expectations hold for MySQL 8.4 and MariaDB 10.11 alike; where their sentences differ,
 * `says` is a pattern that fits both.
 */
export interface Step {
  readonly sql: string;
  /** Bound values: goes through a prepared statement. */
  readonly bind?: readonly (string | number | null)[];
  /** Which connection; `a` when not said. */
  readonly on?: 'a' | 'b';
  readonly columns?: readonly string[];
  readonly rows?: readonly (readonly (string | number | null)[])[];
  /** Rows affected; connections count matched rows (CLIENT_FOUND_ROWS), as mysql2 asks for. */
  readonly affected?: number;
  readonly id?: number;
  readonly info?: string;
  readonly error?: number;
  readonly state?: string;
  readonly says?: string | RegExp;
}

export interface Scenario {
  readonly name: string;
  readonly steps: readonly Step[];
}

const balancer = 'http://LB-1-571701307.ap-northeast-1.elb.amazonaws.com';
const makeOptions: readonly Step[] = [
  {
    sql: `CREATE TABLE wp_options (
      option_id bigint(20) unsigned NOT NULL AUTO_INCREMENT,
      option_name varchar(191) NOT NULL DEFAULT '',
      option_value longtext NOT NULL,
      autoload varchar(20) NOT NULL DEFAULT 'yes',
      PRIMARY KEY  (option_id),
      UNIQUE KEY option_name (option_name),
      KEY autoload (autoload)
    ) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci`,
  },
  {
    sql: "INSERT INTO wp_options (option_name, option_value) VALUES ('siteurl', 'http://203.0.113.9'), ('home', 'http://203.0.113.9'), ('blogname', 'It''s my blog')",
    affected: 3,
    id: 1,
    info: 'Records: 3  Duplicates: 0  Warnings: 0',
  },
];

const tutorial: Scenario = {
  name: "the tutorial's statements read and change the blog's address",
  steps: [
    ...makeOptions,
    { sql: 'USE wordpress' },
    {
      sql: "SELECT * FROM wp_options WHERE option_name IN ('siteurl', 'home');",
      columns: ['option_id', 'option_name', 'option_value', 'autoload'],
      rows: [
        [2, 'home', 'http://203.0.113.9', 'yes'],
        [1, 'siteurl', 'http://203.0.113.9', 'yes'],
      ],
    },
    {
      sql: `UPDATE wp_options SET option_value = '${balancer}' WHERE option_name IN ('siteurl', 'home');`,
      affected: 2,
      info: 'Rows matched: 2  Changed: 2  Warnings: 0',
    },
    {
      sql: `UPDATE wp_options SET option_value = '${balancer}' WHERE option_name IN ('siteurl', 'home');`,
      affected: 2,
      info: 'Rows matched: 2  Changed: 0  Warnings: 0',
    },
    { sql: "SELECT option_value FROM wp_options WHERE option_name IN ('siteurl', 'home')", rows: [[balancer], [balancer]] },
  ],
};

const compareAndSet: Scenario = {
  name: 'the address is compared and set in one transaction with bound values',
  steps: [
    ...makeOptions,
    { sql: 'START TRANSACTION' },
    {
      sql: "SELECT option_name, option_value FROM wp_options WHERE option_name IN ('siteurl', 'home') ORDER BY option_name FOR UPDATE",
      rows: [
        ['home', 'http://203.0.113.9'],
        ['siteurl', 'http://203.0.113.9'],
      ],
    },
    {
      sql: 'UPDATE `wp_options` SET option_value = ? WHERE option_name = ? AND option_value = ?',
      bind: ['http://new', 'siteurl', 'http://203.0.113.9'],
      affected: 1,
    },
    {
      sql: 'UPDATE `wp_options` SET option_value = ? WHERE option_name = ? AND option_value = ?',
      bind: ['http://new', 'home', 'http://somebody-else'],
      affected: 0,
    },
    { sql: 'ROLLBACK' },
    { sql: "SELECT option_value FROM wp_options WHERE option_name = 'siteurl'", rows: [['http://203.0.113.9']] },
  ],
};

const blog: Scenario = {
  name: 'what a blog sends: options, posts, comments',
  steps: [
    ...makeOptions,
    {
      sql: "CREATE TABLE wp_posts (ID bigint unsigned NOT NULL AUTO_INCREMENT, post_date datetime NOT NULL, post_title text NOT NULL, post_status varchar(20) NOT NULL DEFAULT 'publish', post_type varchar(20) NOT NULL DEFAULT 'post', PRIMARY KEY (ID), KEY type_status_date (post_type, post_status, post_date, ID)) DEFAULT CHARSET=utf8mb4",
    },
    {
      sql: "INSERT INTO wp_posts (post_date, post_title) VALUES ('2026-01-12 09:00:00', 'One'), ('2026-01-19 09:00:00', '止まらないブログ 😀'), ('2026-01-26 09:00:00', 'Three')",
      id: 1,
    },
    {
      sql: "SELECT option_name, option_value FROM wp_options WHERE autoload IN ( 'yes', 'on', 'auto-on', 'auto' ) AND option_name LIKE 'blog%'",
      rows: [['blogname', "It's my blog"]],
    },
    { sql: "SELECT option_value FROM wp_options WHERE option_name = 'blogname' LIMIT 1", rows: [["It's my blog"]] },
    {
      sql: "SELECT SQL_CALC_FOUND_ROWS wp_posts.ID FROM wp_posts WHERE 1=1 AND ((wp_posts.post_type = 'post' AND (wp_posts.post_status = 'publish'))) ORDER BY wp_posts.post_date DESC LIMIT 0, 2",
      rows: [[3], [2]],
    },
    { sql: 'SELECT FOUND_ROWS()', rows: [[3]] },
    {
      sql: 'SELECT ID, post_title, post_date FROM wp_posts WHERE ID = ? AND post_type = ?',
      bind: [2, 'post'],
      rows: [[2, '止まらないブログ 😀', '2026-01-19 09:00:00']],
    },
    {
      sql: "INSERT INTO `wp_options` (`option_name`, `option_value`, `autoload`) VALUES ('cron', 'a:0:{}', 'yes') ON DUPLICATE KEY UPDATE `option_name` = VALUES(`option_name`), `option_value` = VALUES(`option_value`), `autoload` = VALUES(`autoload`)",
      affected: 1,
    },
    {
      sql: "INSERT INTO `wp_options` (`option_name`, `option_value`, `autoload`) VALUES ('cron', 'a:1:{}', 'yes') ON DUPLICATE KEY UPDATE `option_name` = VALUES(`option_name`), `option_value` = VALUES(`option_value`), `autoload` = VALUES(`autoload`)",
      affected: 2,
    },
    {
      sql: 'SELECT DISTINCT YEAR(post_date) AS year, MONTH(post_date) AS month, COUNT(ID) AS posts FROM wp_posts GROUP BY YEAR(post_date), MONTH(post_date) ORDER BY year DESC',
      columns: ['year', 'month', 'posts'],
      rows: [[2026, 1, 3]],
    },
    { sql: "DELETE FROM wp_options WHERE option_name = 'cron'", affected: 1 },
  ],
};

const looking: Scenario = {
  name: 'a learner looks around',
  steps: [
    ...makeOptions,
    { sql: "SHOW DATABASES LIKE 'wordp%'", columns: ['Database (wordp%)'], rows: [['wordpress']] },
    { sql: 'SHOW TABLES', columns: ['Tables_in_wordpress'], rows: [['wp_options']] },
    { sql: "SHOW TABLES LIKE 'wp\\_%'", columns: ['Tables_in_wordpress (wp\\_%)'], rows: [['wp_options']] },
    { sql: 'SHOW FULL TABLES', rows: [['wp_options', 'BASE TABLE']] },
    {
      sql: 'DESCRIBE wp_options option_name',
      columns: ['Field', 'Type', 'Null', 'Key', 'Default', 'Extra'],
      rows: [['option_name', 'varchar(191)', 'NO', 'UNI', '', '']],
    },
    { sql: 'SELECT DATABASE(), SCHEMA()', rows: [['wordpress', 'wordpress']] },
    { sql: "SHOW VARIABLES LIKE 'autocommit'", columns: ['Variable_name', 'Value'], rows: [['autocommit', 'ON']] },
    { sql: "SHOW VARIABLES WHERE Variable_name = 'character_set_server'", rows: [['character_set_server', 'utf8mb4']] },
    { sql: 'SHOW WARNINGS', rows: [] },
    { sql: 'SET NAMES utf8mb4' },
    { sql: "SET @old = 5, @text = 'x'" },
    { sql: 'SELECT @old + 1, @text, @never', rows: [[6, 'x', null]] },
    { sql: 'SELECT @@autocommit', rows: [[1]] },
    {
      sql: "SELECT COLUMN_NAME, DATA_TYPE, IS_NULLABLE, COLUMN_KEY FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = 'wordpress' AND TABLE_NAME = 'wp_options' ORDER BY ORDINAL_POSITION LIMIT 2",
      rows: [
        ['option_id', 'bigint', 'NO', 'PRI'],
        ['option_name', 'varchar', 'NO', 'UNI'],
      ],
    },
  ],
};

const texts: Scenario = {
  name: 'quotes, backslashes, Japanese and emoji come back as they went in',
  steps: [
    { sql: 'CREATE TABLE words (id int AUTO_INCREMENT PRIMARY KEY, word varchar(200)) DEFAULT CHARSET=utf8mb4' },
    {
      sql: String.raw`INSERT INTO words (word) VALUES ('it\'s'), ("say ""hi"""), ('back\\slash'), ('a''b'), ('line\nbreak\ttab'), ('100\% \_'), ('\q')`,
      affected: 7,
    },
    { sql: "INSERT INTO words (word) VALUES ('日本語'), ('😀👨‍👩‍👧'), ('ＡＢ｡')", affected: 3 },
    { sql: 'INSERT INTO words (word) VALUES (?)', bind: [`'"\\%_\0\n😀`], affected: 1, id: 11 },
    {
      sql: 'SELECT word FROM words ORDER BY id',
      rows: [["it's"], ['say "hi"'], ['back\\slash'], ["a'b"], ['line\nbreak\ttab'], ['100\\% \\_'], ['q'], ['日本語'], ['😀👨‍👩‍👧'], ['ＡＢ｡'], [`'"\\%_\0\n😀`]],
    },
    { sql: "SELECT LENGTH('日本語'), CHAR_LENGTH('日本語'), CHAR_LENGTH('😀'), LEFT('日本語', 2), SUBSTRING('日本語', 3)", rows: [[9, 3, 1, '日本', '語']] },
    { sql: "SELECT 'one' /* not this */ AS a, 2 AS b # nor this\n, 3 AS c -- nor this", rows: [['one', 2, 3]] },
    { sql: '/*!40101 SET NAMES utf8mb4 */' },
    { sql: 'SELECT word FROM words WHERE word = ?', bind: ['日本語'], rows: [['日本語']] },
  ],
};

const matching: Scenario = {
  name: 'LIKE, ORDER BY and LIMIT; letters match in either case',
  steps: [
    {
      sql: 'CREATE TABLE fruits (id int AUTO_INCREMENT PRIMARY KEY, name varchar(50) NOT NULL, price decimal(6,2), sold int) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci',
    },
    {
      sql: "INSERT INTO fruits (name, price, sold) VALUES ('Apple', 1.5, 10), ('apricot', 2, NULL), ('Banana', 0.25, 7), ('under_score', 3, 1), ('per%cent', 4, 1)",
    },
    { sql: "SELECT name FROM fruits WHERE name LIKE 'AP%' ORDER BY name", rows: [['Apple'], ['apricot']] },
    { sql: "SELECT name FROM fruits WHERE name LIKE '%\\_%'", rows: [['under_score']] },
    { sql: "SELECT name FROM fruits WHERE name LIKE '%|%%' ESCAPE '|'", rows: [['per%cent']] },
    { sql: "SELECT name FROM fruits WHERE name NOT LIKE '%a%' ORDER BY id", rows: [['under_score'], ['per%cent']] },
    { sql: "SELECT name FROM fruits WHERE name = 'BANANA'", rows: [['Banana']] },
    { sql: "SELECT name FROM fruits WHERE name IN ('APPLE', 'nothing')", rows: [['Apple']] },
    { sql: "SELECT name FROM fruits WHERE name REGEXP '^a' ORDER BY id", rows: [['Apple'], ['apricot']] },
    { sql: 'SELECT name FROM fruits ORDER BY price DESC LIMIT 2', rows: [['per%cent'], ['under_score']] },
    { sql: 'SELECT name FROM fruits ORDER BY price DESC LIMIT 1, 2', rows: [['under_score'], ['apricot']] },
    { sql: 'SELECT name FROM fruits ORDER BY price LIMIT 2 OFFSET 1', rows: [['Apple'], ['apricot']] },
    { sql: "SELECT name FROM fruits ORDER BY FIELD(name, 'Banana', 'Apple') DESC, id LIMIT 2", rows: [['Apple'], ['Banana']] },
    { sql: 'SELECT name FROM fruits WHERE sold IS NULL', rows: [['apricot']] },
    {
      sql: 'SELECT COUNT(*), COUNT(sold), SUM(sold), AVG(sold), MIN(name), MAX(price), SUM(price) FROM fruits',
      rows: [[5, 4, '19', '4.7500', 'Apple', '4.00', '10.75']],
    },
    { sql: 'SELECT sold, COUNT(*) AS n FROM fruits GROUP BY sold HAVING n > 1', columns: ['sold', 'n'], rows: [[1, 2]] },
    { sql: "SELECT GROUP_CONCAT(name ORDER BY name DESC SEPARATOR '|') FROM fruits WHERE id < 3", rows: [['apricot|Apple']] },
    { sql: 'SELECT name FROM fruits WHERE price BETWEEN ? AND ? ORDER BY id', bind: [1, 2], rows: [['Apple'], ['apricot']] },
  ],
};

const joining: Scenario = {
  name: 'joins, subqueries, unions and common tables',
  steps: [
    { sql: 'CREATE TABLE posts (id int PRIMARY KEY, title varchar(50))' },
    { sql: 'CREATE TABLE marks (post_id int, mark varchar(50), PRIMARY KEY (post_id, mark))' },
    { sql: "INSERT INTO posts VALUES (1, 'one'), (2, 'two'), (3, 'three')" },
    { sql: "INSERT INTO marks VALUES (1, 'a'), (1, 'b'), (3, 'c')" },
    {
      sql: 'SELECT p.title, m.mark FROM posts p JOIN marks m ON m.post_id = p.id ORDER BY m.mark',
      columns: ['title', 'mark'],
      rows: [
        ['one', 'a'],
        ['one', 'b'],
        ['three', 'c'],
      ],
    },
    { sql: 'SELECT p.title FROM posts AS p LEFT JOIN marks AS m ON (p.id = m.post_id) WHERE m.mark IS NULL', rows: [['two']] },
    {
      sql: 'SELECT p.id, (SELECT COUNT(*) FROM marks m WHERE m.post_id = p.id) AS n FROM posts p ORDER BY id',
      columns: ['id', 'n'],
      rows: [
        [1, 2],
        [2, 0],
        [3, 1],
      ],
    },
    { sql: 'SELECT title FROM posts WHERE EXISTS (SELECT 1 FROM marks WHERE post_id = posts.id) ORDER BY id', rows: [['one'], ['three']] },
    { sql: 'SELECT t.n FROM (SELECT COUNT(*) AS n FROM marks) AS t', rows: [[3]] },
    { sql: 'SELECT posts.title FROM posts, marks WHERE posts.id = marks.post_id AND marks.mark = "c"', rows: [['three']] },
    { sql: 'SELECT 1 AS a UNION SELECT 2 UNION ALL SELECT 2 ORDER BY a DESC', rows: [[2], [2], [1]] },
    { sql: '(SELECT title FROM posts WHERE id = 1) UNION (SELECT mark FROM marks WHERE post_id = 3) ORDER BY title', rows: [['c'], ['one']] },
    { sql: 'WITH busy AS (SELECT post_id FROM marks GROUP BY post_id) SELECT COUNT(*) FROM busy', rows: [[2]] },
    { sql: 'UPDATE posts p JOIN marks m ON m.post_id = p.id SET p.title = m.mark WHERE m.mark = "c"', affected: 1 },
    { sql: 'DELETE p, m FROM posts p, marks m WHERE m.post_id = p.id AND p.id = 1', affected: 3 },
    {
      sql: 'SELECT * FROM posts ORDER BY id',
      rows: [
        [2, 'two'],
        [3, 'c'],
      ],
    },
    { sql: 'SELECT posts.*, `marks`.`mark` FROM `wordpress`.`posts` JOIN marks ON id = post_id', rows: [[3, 'c', 'c']] },
  ],
};

const writing: Scenario = {
  name: 'the ways to write',
  steps: [
    ...makeOptions,
    { sql: "INSERT INTO wp_options SET option_name = 'by set', option_value = 'x'", affected: 1, id: 4 },
    { sql: 'SELECT LAST_INSERT_ID(), ROW_COUNT()', rows: [[4, 1]] },
    { sql: "INSERT INTO wp_options VALUES (NULL, 'all', 'v', DEFAULT), (50, 'fifty', 'v', 'no')", affected: 2 },
    {
      sql: "INSERT IGNORE INTO wp_options (option_name, option_value) VALUES ('siteurl', 'again'), ('ignored not', 'y')",
      affected: 1,
      info: 'Records: 2  Duplicates: 1  Warnings: 1',
    },
    { sql: "REPLACE INTO wp_options (option_name, option_value) VALUES ('all', 'replaced')", affected: 2 },
    { sql: "REPLACE INTO wp_options (option_name, option_value) VALUES ('brand new', 'x')", affected: 1 },
    {
      sql: "INSERT INTO wp_options (option_name, option_value) SELECT CONCAT(option_name, '_copy'), option_value FROM wp_options WHERE option_id <= 2",
      affected: 2,
      info: 'Records: 2  Duplicates: 0  Warnings: 0',
    },
    { sql: "UPDATE wp_options SET option_value = CONCAT(option_value, '!') WHERE option_name LIKE '%\\_copy' ORDER BY option_name LIMIT 1", affected: 1 },
    {
      sql: "SELECT option_name, option_value FROM wp_options WHERE option_name LIKE '%\\_copy' ORDER BY option_name",
      rows: [
        ['home_copy', 'http://203.0.113.9!'],
        ['siteurl_copy', 'http://203.0.113.9'],
      ],
    },
    { sql: "DELETE FROM wp_options WHERE option_name LIKE '%\\_copy' LIMIT 1", affected: 1 },
    {
      sql: "UPDATE wp_options SET option_value = REPLACE(option_value, 'http://', 'https://'), autoload = 'no' WHERE option_value LIKE 'http://%'",
      affected: 3,
    },
    { sql: 'TRUNCATE TABLE wp_options' },
    { sql: "INSERT INTO wp_options (option_name, option_value) VALUES ('first', '')", id: 1 },
    { sql: 'DELETE FROM wp_options', affected: 1 },
  ],
};

const tables: Scenario = {
  name: 'tables are made, changed, renamed and dropped',
  steps: [
    {
      sql: "CREATE TABLE t (id int NOT NULL AUTO_INCREMENT PRIMARY KEY, name varchar(20) NOT NULL, n int DEFAULT 3, price decimal(10,2) DEFAULT '0.00', day date, e enum('a','b') DEFAULT 'a', UNIQUE KEY name (name))",
    },
    { sql: "INSERT INTO t (name, price, day) VALUES ('x', 1.5, '2024-01-02')" },
    { sql: 'SELECT id, name, n, price, day, e FROM t', rows: [[1, 'x', 3, '1.50', '2024-01-02', 'a']] },
    { sql: 'SELECT id, name, n, price, day, e FROM t WHERE id = ?', bind: [1], rows: [[1, 'x', 3, '1.50', '2024-01-02', 'a']] },
    { sql: "ALTER TABLE t ADD COLUMN extra varchar(10) NOT NULL DEFAULT 'q' AFTER name, ADD KEY extra (extra)" },
    { sql: 'SELECT * FROM t', columns: ['id', 'name', 'extra', 'n', 'price', 'day', 'e'], rows: [[1, 'x', 'q', 3, '1.50', '2024-01-02', 'a']] },
    { sql: 'ALTER TABLE t CHANGE extra more varchar(30) NULL, DROP COLUMN day' },
    { sql: 'SELECT id, more FROM t', rows: [[1, 'q']] },
    { sql: 'CREATE TABLE IF NOT EXISTS t (other int)' },
    { sql: 'CREATE TABLE u LIKE t' },
    { sql: 'INSERT INTO u SELECT * FROM t', affected: 1 },
    { sql: 'RENAME TABLE u TO v' },
    { sql: 'SELECT COUNT(*) FROM v', rows: [[1]] },
    { sql: 'CREATE TABLE w AS SELECT id, name FROM v', affected: 1 },
    { sql: 'SELECT * FROM w', columns: ['id', 'name'], rows: [[1, 'x']] },
    { sql: 'CREATE INDEX by_name ON w (name)' },
    { sql: 'DROP INDEX by_name ON w' },
    { sql: 'DROP TABLE v, w' },
    { sql: 'DROP TABLE IF EXISTS v' },
    { sql: 'SHOW TABLES', rows: [['t']] },
  ],
};

const refusing: Scenario = {
  name: 'mistakes are refused with the right number, state and sentence',
  steps: [
    ...makeOptions,
    { sql: 'SELECT * FROM wp_option', error: 1146, state: '42S02', says: "Table 'wordpress.wp_option' doesn't exist" },
    { sql: 'SELECT nope FROM wp_options', error: 1054, state: '42S22', says: /^Unknown column 'nope' in '(field list|SELECT)'$/ },
    { sql: 'SELECT o.nope FROM wp_options o', error: 1054, state: '42S22', says: /^Unknown column 'o\.nope' in '(field list|SELECT)'$/ },
    { sql: 'SELECT * FROM wp_options WHERE nope = 1', error: 1054, says: /^Unknown column 'nope' in '(where clause|WHERE)'$/ },
    { sql: 'SELECT * FROM wp_options ORDER BY nope', error: 1054, says: /^Unknown column 'nope' in '(order clause|ORDER BY)'$/ },
    { sql: 'SELECT "nope" FROM wp_options LIMIT 1', rows: [['nope']] },
    { sql: 'UPDATE wp_options SET nope = 1', error: 1054 },
    { sql: 'INSERT INTO wp_options (nope) VALUES (1)', error: 1054 },
    { sql: 'SELEC 1', error: 1064, state: '42000', says: /^You have an error in your SQL syntax; .* near 'SELEC 1' at line 1$/ },
    { sql: 'SELECT * FORM wp_options', error: 1064, says: / near 'FORM wp_options' at line 1$/ },
    { sql: 'SELECT FROM wp_options', error: 1064, says: / near 'FROM wp_options' at line 1$/ },
    { sql: 'SELECT * FROM wp_options WHERE', error: 1064, says: / near '' at line 1$/ },
    { sql: "SELECT *\nFROM wp_options\nWHERE option_name = 'home", error: 1064, says: / near ''home' at line 3$/ },
    { sql: 'UPDATE wp_options option_value = 1', error: 1064, says: / near '= 1' at line 1$/ },
    { sql: 'SELECT (1', error: 1064, says: / near '' at line 1$/ },
    {
      sql: "INSERT INTO wp_options (option_name, option_value) VALUES ('SiteURL', 'x')",
      error: 1062,
      state: '23000',
      says: /^Duplicate entry 'SiteURL' for key '(wp_options\.)?option_name'$/,
    },
    {
      sql: "INSERT INTO wp_options (option_id, option_name, option_value) VALUES (1, 'x', 'x')",
      error: 1062,
      says: /^Duplicate entry '1' for key '(wp_options\.)?PRIMARY'$/,
    },
    { sql: "INSERT INTO wp_options (option_name, option_value) VALUES ('twice', 'x'), ('Twice', 'x')", error: 1062, says: /^Duplicate entry 'Twice' for key/ },
    { sql: "UPDATE wp_options SET option_name = 'home' WHERE option_id = 1", error: 1062, says: /^Duplicate entry 'home' for key/ },
    { sql: "SELECT COUNT(*) FROM wp_options WHERE option_name = 'twice'", rows: [[0]] },
    { sql: "INSERT INTO wp_options (option_name) VALUES ('x', 'y')", error: 1136, state: '21S01', says: "Column count doesn't match value count at row 1" },
    { sql: "INSERT INTO wp_options (option_name) VALUES ('x')", error: 1364, says: "Field 'option_value' doesn't have a default value" },
    { sql: "INSERT INTO wp_options (option_name, option_value) VALUES (NULL, 'x')", error: 1048, state: '23000', says: "Column 'option_name' cannot be null" },
    {
      sql: "INSERT INTO wp_options (option_name, option_value) VALUES (REPEAT('x', 200), 'x')",
      error: 1406,
      state: '22001',
      says: "Data too long for column 'option_name' at row 1",
    },
    {
      sql: "INSERT INTO wp_options (option_id, option_name, option_value) VALUES ('abc', 'x', 'x')",
      error: 1366,
      says: /^Incorrect integer value: 'abc' for column/,
    },
    { sql: 'CREATE TABLE wp_options (a int)', error: 1050, state: '42S01', says: "Table 'wp_options' already exists" },
    { sql: 'DROP TABLE nope', error: 1051, state: '42S02', says: "Unknown table 'wordpress.nope'" },
    { sql: 'SELECT option_id FROM wp_options a, wp_options b', error: 1052, state: '23000', says: /^Column 'option_id' in (field list|SELECT) is ambiguous$/ },
    { sql: 'SELECT nosuch(1)', error: 1305, state: '42000', says: /^FUNCTION wordpress\.NOSUCH does not exist$/i },
    { sql: 'SELECT @@nosuch', error: 1193, says: "Unknown system variable 'nosuch'" },
    { sql: 'SELECT 1 UNION SELECT 1, 2', error: 1222 },
    { sql: 'ROLLBACK TO SAVEPOINT nosuch', error: 1305, says: 'SAVEPOINT nosuch does not exist' },
    { sql: 'SELECT 1', rows: [[1]] },
  ],
};

const transactions: Scenario = {
  name: 'two connections: what is not committed is not seen by the other',
  steps: [
    ...makeOptions,
    { sql: 'START TRANSACTION' },
    { sql: "UPDATE wp_options SET option_value = 'secret' WHERE option_name = 'home'", affected: 1 },
    { sql: "SELECT option_value FROM wp_options WHERE option_name = 'home'", rows: [['secret']] },
    { on: 'b', sql: "SELECT option_value FROM wp_options WHERE option_name = 'home'", rows: [['http://203.0.113.9']] },
    { sql: 'SAVEPOINT here' },
    { sql: 'DELETE FROM wp_options', affected: 3 },
    { sql: 'ROLLBACK TO SAVEPOINT here' },
    { sql: 'COMMIT' },
    { on: 'b', sql: "SELECT option_value FROM wp_options WHERE option_name = 'home'", rows: [['secret']] },
    { on: 'b', sql: 'SET autocommit = 0' },
    { on: 'b', sql: 'DELETE FROM wp_options', affected: 3 },
    { sql: 'SELECT COUNT(*) FROM wp_options', rows: [[3]] },
    { on: 'b', sql: 'ROLLBACK' },
    { on: 'b', sql: 'SELECT COUNT(*) FROM wp_options', rows: [[3]] },
    { on: 'b', sql: 'SET autocommit = 1' },
  ],
};

const waiting: Scenario = {
  name: 'a row that another transaction holds is waited for, and after some time given up with 1205',
  steps: [
    ...makeOptions,
    { sql: 'START TRANSACTION' },
    { sql: "SELECT option_id FROM wp_options WHERE option_name = 'home' FOR UPDATE", rows: [[2]] },
    { on: 'b', sql: 'SET SESSION innodb_lock_wait_timeout = 1' },
    {
      on: 'b',
      sql: "UPDATE wp_options SET option_value = 'mine' WHERE option_name = 'home'",
      error: 1205,
      state: 'HY000',
      says: 'Lock wait timeout exceeded; try restarting transaction',
    },
    { sql: 'COMMIT' },
    { on: 'b', sql: "UPDATE wp_options SET option_value = 'mine' WHERE option_name = 'home'", affected: 1 },
  ],
};

const computing: Scenario = {
  name: 'functions and arithmetic',
  steps: [
    { sql: 'SELECT 2 + 3 * 4, 10 DIV 4, 10 % 3, MOD(7, 3), -1, 7 / 0, NOT 1, NULL <=> NULL, 1 && 0, 1 OR 0', rows: [[14, 2, 1, 1, -1, null, 0, 1, 0, 1]] },
    { sql: "SELECT 'a' = 'A', 'a' < 'b', 'abc' LIKE 'A_C', BINARY 'a' = 'A'", rows: [[1, 1, 1, 0]] },
    {
      sql: "SELECT CONCAT('a', 1, 'b'), CONCAT('a', NULL), CONCAT_WS('-', 'a', NULL, 'b'), IF(1 > 0, 'y', 'n'), IFNULL(NULL, 'd'), NULLIF(1, 1), COALESCE(NULL, 3)",
      rows: [['a1b', null, 'a-b', 'y', 'd', null, 3]],
    },
    {
      sql: "SELECT MD5('a'), UPPER('abc'), TRIM('  a '), REPLACE('aXb', 'X', '-'), LPAD('5', 3, '0'), LOCATE('b', 'abc'), REVERSE('abc'), SUBSTRING('abcdef', 2, 3), SUBSTRING_INDEX('a.b.c', '.', 2)",
      rows: [['0cc175b9c0f1b6a831c399e269772661', 'ABC', 'a', 'a-b', '005', 2, 'cba', 'bcd', 'a.b']],
    },
    {
      sql: "SELECT DATE_FORMAT('2024-03-05 07:08:09', '%Y年%c月%e日 %H:%i:%s %W'), YEAR('2024-03-05'), DAYOFWEEK('2024-03-05'), DATEDIFF('2024-03-05', '2024-02-05'), UNIX_TIMESTAMP('2024-01-01 00:00:00')",
      rows: [['2024年3月5日 07:08:09 Tuesday', 2024, 3, 29, 1704067200]],
    },
    {
      sql: "SELECT DATE_ADD('2024-01-31', INTERVAL 1 MONTH), '2024-03-01' - INTERVAL 1 DAY, TIMESTAMPDIFF(DAY, '2024-01-01', '2024-02-01'), LAST_DAY('2024-02-05')",
      rows: [['2024-02-29', '2024-02-29', 31, '2024-02-29']],
    },
    {
      sql: "SELECT CAST('12abc' AS SIGNED), CAST(5 AS CHAR), CONVERT('7', SIGNED), FLOOR(1.7), CEIL(1.2), ABS(-3), GREATEST(1, 3, 2), HEX('abc'), FIND_IN_SET('b', 'a,b')",
      rows: [[12, '5', 7, 1, 2, 3, 3, '616263', 2]],
    },
    { sql: "SELECT CASE WHEN 1 = 2 THEN 'a' ELSE 'b' END, CASE 3 WHEN 3 THEN 'three' END", rows: [['b', 'three']] },
    { sql: 'SELECT 1 FROM DUAL WHERE 1 = 0', rows: [] },
    { sql: 'SELECT ABS(TIMESTAMPDIFF(SECOND, NOW(), UTC_TIMESTAMP())) <= 1, CHAR_LENGTH(NOW()), NOW() > 0', rows: [[1, 19, 1]] },
  ],
};

export const conformance: readonly Scenario[] = [
  tutorial,
  compareAndSet,
  blog,
  looking,
  texts,
  matching,
  joining,
  writing,
  tables,
  refusing,
  transactions,
  waiting,
  computing,
];
