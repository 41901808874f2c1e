type Scalar = string | number | boolean | Date | Uint8Array;

type Below<Name extends string, Value> = Value extends Scalar
  ? Name
  : Value extends readonly (infer Item)[]
    ? Below<Name, NonNullable<Item>>
    : Value extends object
      ? `${Name}.${Declared<Value>}`
      : Name;

/** What an operation may say it reads: members of its input, and members of those by path. */
export type Declared<In> = { [Name in keyof In & string]-?: Below<Name, NonNullable<In[Name]>> }[keyof In & string];

type Head<Path extends string> = Path extends `${infer Name}.${string}` ? Name : Path;

/** An input of nothing but the members that a declaration names, wholly or in part. */
export type Given<In, Member extends string> = Pick<In, Extract<keyof In, Head<Member>>>;

type Tree = Map<string, Tree>;

const trees = new WeakMap<readonly string[], Tree>();

/** The first member of the input that the declaration does not name, by its path; undefined when all of it is read. */
export function unreadMember(declared: readonly string[], input: object): string | undefined {
  const tree = trees.get(declared) ?? treeOf(declared);
  trees.set(declared, tree);
  return among(tree, input, '');
}

function treeOf(declared: readonly string[]): Tree {
  const root: Tree = new Map();
  for (const path of declared) {
    let node = root;
    for (const name of path.split('.')) {
      const next: Tree = node.get(name) ?? new Map();
      node.set(name, next);
      node = next;
    }
  }
  return root;
}

function among(tree: Tree, value: object, path: string): string | undefined {
  for (const [name, member] of Object.entries(value)) {
    const known = tree.get(name);
    const stray = known === undefined ? path + name : below(known, member, path + name);
    if (stray !== undefined) return stray;
  }
  return undefined;
}

// With no path going further, a member was declared whole.
function below(known: Tree, value: unknown, path: string): string | undefined {
  if (known.size === 0 || typeof value !== 'object' || value === null) return undefined;
  if (!Array.isArray(value)) return among(known, value, `${path}.`);
  for (const item of value) {
    const stray = below(known, item, path);
    if (stray !== undefined) return stray;
  }
  return undefined;
}
