import { refusals } from '../errors.ts';
import { lineOf, type Token } from './tokens.ts';

/** A parenthesis and what is in it. */
export interface Group {
  readonly kind: 'group';
  readonly nodes: readonly Node[];
  readonly from: number;
  readonly to: number;
}

/** Tokens, with everything between parentheses folded into one node: so "at this level" is what a clause search sees. */
export type Node = Token | Group;

/** One statement of a text, with its source for messages. */
export interface Statement {
  readonly nodes: readonly Node[];
  readonly source: string;
}

/** Folds tokens into one tree per statement; empty statements (`;;`) are left out. */
export function parseStatements(source: string, tokens: readonly Token[]): Statement[] {
  const stack: { nodes: Node[]; from: number }[] = [{ nodes: [], from: 0 }];
  const statements: Statement[] = [];
  const top = () => stack[stack.length - 1] ?? { nodes: [], from: 0 };
  const finish = () => {
    if (top().nodes.length > 0) statements.push({ nodes: top().nodes, source });
    stack[0] = { nodes: [], from: 0 };
  };
  for (const token of tokens) {
    if (isMark(token, '(')) stack.push({ nodes: [], from: token.from });
    else if (isMark(token, ')')) {
      const group = stack.length > 1 ? stack.pop() : undefined;
      if (group === undefined) throw syntaxNear(source, token.from);
      top().nodes.push({ kind: 'group', nodes: group.nodes, from: group.from, to: token.to });
    } else if (isMark(token, ';') && stack.length === 1) finish();
    else top().nodes.push(token);
  }
  if (stack.length > 1) throw syntaxNear(source, source.length);
  finish();
  return statements;
}

/** MySQL's 1064 with the text from `at` on, as MySQL quotes it. */
export function syntaxNear(source: string, at: number) {
  const near = source.slice(at).trimStart();
  return refusals.syntax(near.slice(0, 80), lineOf(source, source.length - near.length));
}

export const isMark = (node: Node | undefined, text: string): boolean => node?.kind === 'mark' && node.text === text;

/** Is this the keyword (written without backticks), in any case? */
export const isWord = (node: Node | undefined, ...words: readonly string[]): boolean => node?.kind === 'word' && words.includes(node.text.toUpperCase());

/** A keyword's upper-case text, or '' for anything that is no bare word. */
export const wordOf = (node: Node | undefined): string => (node?.kind === 'word' ? node.text.toUpperCase() : '');

/** The text of a name, with or without backticks. */
export const nameOf = (node: Node | undefined): string | undefined => (node?.kind === 'word' || node?.kind === 'name' ? node.text : undefined);

/** Do the nodes at `at` spell this phrase (`ORDER BY`)? */
export function isPhrase(nodes: readonly Node[], at: number, phrase: string): boolean {
  const first = wordOf(nodes[at]);
  // Most differ in the first word, and every statement is held against many phrases.
  if (first === '' || !phrase.startsWith(first)) return false;
  return phrase.split(' ').every((word, i) => wordOf(nodes[at + i]) === word);
}

/** Cuts at each mark of this level, usually a comma. */
export function splitAt(nodes: readonly Node[], mark: string): Node[][] {
  const parts: Node[][] = [[]];
  for (const node of nodes) {
    if (isMark(node, mark)) parts.push([]);
    else parts.at(-1)?.push(node);
  }
  return parts;
}

export interface Clause {
  /** The phrase that opened it; '' for what stands before the first. */
  readonly phrase: string;
  readonly nodes: readonly Node[];
}

/** Cuts at the given phrases of this level, longest phrases first in the list. */
export function clausesOf(nodes: readonly Node[], phrases: readonly string[]): Clause[] {
  const clauses: { phrase: string; nodes: Node[] }[] = [{ phrase: '', nodes: [] }];
  for (let i = 0; i < nodes.length;) {
    const phrase = isMark(nodes[i - 1], '.') ? undefined : phrases.find((candidate) => isPhrase(nodes, i, candidate));
    const node = nodes[i];
    if (phrase !== undefined) {
      clauses.push({ phrase, nodes: [] });
      i += phrase.split(' ').length;
    } else {
      if (node !== undefined) clauses.at(-1)?.nodes.push(node);
      i += 1;
    }
  }
  return clauses;
}

/** The nodes of the first clause that has this phrase. */
export const clauseOf = (clauses: readonly Clause[], phrase: string): readonly Node[] | undefined => clauses.find((clause) => clause.phrase === phrase)?.nodes;

/** The text as it was typed. */
export function sourceOf(source: string, nodes: readonly Node[]): string {
  const first = nodes[0];
  const last = nodes.at(-1);
  return first === undefined || last === undefined ? '' : source.slice(first.from, last.to);
}
