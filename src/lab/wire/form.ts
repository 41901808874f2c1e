import { Refusal } from '../operation.ts';

/** `A.1.B=x` as a tree: each dot goes one level down. A node may hold a value, or children, as the sender wrote it. */
export interface FormNode {
  value?: string;
  readonly children: Map<string, FormNode>;
}

export const emptyNode = (): FormNode => ({ children: new Map() });

/** Reads `application/x-www-form-urlencoded`. A name given twice is refused, as AWS does: no guess which one was meant. */
export function readForm(body: string): FormNode {
  const root = emptyNode();
  for (const pair of body.split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = decode(equals < 0 ? pair : pair.slice(0, equals));
    plant(root, name, equals < 0 ? '' : decode(pair.slice(equals + 1)));
  }
  return root;
}

function plant(root: FormNode, name: string, value: string): void {
  let node = root;
  for (const part of name.split('.')) {
    const next = node.children.get(part) ?? emptyNode();
    node.children.set(part, next);
    node = next;
  }
  if (node.value !== undefined) throw new Refusal('MalformedQueryString', `The parameter ${name} was given more than once.`);
  node.value = value;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw new Refusal('MalformedQueryString', 'The query string contains a syntax error.');
  }
}

/** Takes a top-level parameter out of the form: `Action`, `Version`. */
export function takeField(form: FormNode, name: string): string | undefined {
  const value = form.children.get(name)?.value;
  form.children.delete(name);
  return value;
}
