export interface ClientOptions {
  host: string;
  port: number;
  user: string;
  /** `ask`: `-p` without a value. */
  password: string | 'ask' | undefined;
  database: string | undefined;
  execute: string | undefined;
  names: boolean;
  batch: boolean;
  force: boolean;
}

const withValue: Readonly<Record<string, 'host' | 'port' | 'user' | 'database' | 'execute'>> = {
  h: 'host',
  host: 'host',
  P: 'port',
  port: 'port',
  u: 'user',
  user: 'user',
  D: 'database',
  database: 'database',
  e: 'execute',
  execute: 'execute',
};
const switches: Readonly<Record<string, (options: ClientOptions) => void>> = {
  N: (options) => (options.names = false),
  'skip-column-names': (options) => (options.names = false),
  B: (options) => (options.batch = true),
  batch: (options) => (options.batch = true),
  s: (options) => (options.batch = true),
  silent: (options) => (options.batch = true),
  f: (options) => (options.force = true),
  force: (options) => (options.force = true),
};
// Said by people who are used to them; they change nothing here.
const ignored = /^(?:A|t|v|protocol|default-character-set|ssl-mode|ssl-ca|no-auto-rehash|table|connect-timeout)$/;

/** The `mysql` client's command line, or the option that it does not know. */
export function readOptions(args: readonly string[], user: string): ClientOptions | { readonly unknown: string } {
  const options: ClientOptions = {
    host: 'localhost',
    port: 3306,
    user,
    password: undefined,
    database: undefined,
    execute: undefined,
    names: true,
    batch: false,
    force: false,
  };
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    const unknown = arg.startsWith('--')
      ? readLong(arg.slice(2), rest, options)
      : arg.startsWith('-') && arg !== '-'
        ? readShort(arg.slice(1), rest, options)
        : readPlain(arg, options);
    if (unknown !== undefined) return { unknown };
  }
  return options;
}

function readLong(text: string, rest: string[], options: ClientOptions): string | undefined {
  const [name = '', ...parts] = text.split('=');
  const value = parts.length > 0 ? parts.join('=') : undefined;
  if (name === 'password') options.password = value ?? 'ask';
  else if (name in withValue) set(options, withValue[name], value ?? rest.shift() ?? '');
  else if (name in switches) switches[name]?.(options);
  else if (!ignored.test(name)) return `--${name}`;
  return undefined;
}

function readShort(text: string, rest: string[], options: ClientOptions): string | undefined {
  const [letter = '', value] = [text[0], text.slice(1)];
  if (letter === 'p') options.password = value === '' ? 'ask' : value;
  else if (letter in withValue) set(options, withValue[letter], value === '' ? (rest.shift() ?? '') : value);
  else if (letter in switches || ignored.test(letter)) {
    switches[letter]?.(options);
    if (value !== '') return readShort(value, rest, options);
  } else return `-${letter}`;
  return undefined;
}

function readPlain(text: string, options: ClientOptions): undefined {
  options.database = text;
}

function set(options: ClientOptions, name: 'host' | 'port' | 'user' | 'database' | 'execute' | undefined, value: string): void {
  if (name === 'port') options.port = Number(value);
  else if (name !== undefined) options[name] = value;
}
