import type { Result } from './cut.ts';
import { endings } from './endings.ts';

/** How many questions were met, and how often each ending came over one of them. */
export function tallied(what: string, results: readonly Result[]): string {
  const ways = results.flatMap((result) => result.ways);
  const sum = results.reduce((all, { questions }) => all + questions, 0);
  const wrong = results.reduce((all, result) => all + result.wrong.length, 0);
  const each = endings.map((ending) => `${ending} ${ways.filter(({ by }) => by === ending).length}`).join(', ');
  const where = results.map(({ name, questions }) => `${name} ${questions}`).join(', ');
  const japanese = ways.filter(({ language }) => language === 'ja').length;
  return `${what}: ${sum} questions (${where}), ended ${ways.length} times (${each}; ${japanese} in Japanese), ${wrong} wrong`;
}
