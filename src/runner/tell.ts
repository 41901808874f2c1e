import type { ByHand, Claim, Facts, ForeignThing, Step } from '../step.ts';
import { clean } from '../ui/clean.ts';
import { duration, money } from '../ui/language/format.ts';
import { toldBy, type Ports } from './ports.ts';

/** `Step 3 of 14: …` */
export function tellTitle({ say, words, journey }: Pick<Ports, 'say' | 'words' | 'journey'>, step: Step): void {
  say.heading(words.runner.step(journey.indexOf(step) + 1, journey.length, toldBy(words, step.id).title));
}

const awsId = /^(?:arn:|(?:i|ami|snap|sg|sgr|subnet|vpc)-)/;

/** What an interrupted run had made is taken over: said by its ids, so that nobody wonders where it came from. */
export function tellFoundDone({ say, words }: Pick<Ports, 'say' | 'words'>, output: object): void {
  const ids = Object.values(output)
    .flat()
    .filter((value): value is string => typeof value === 'string' && awsId.test(value));
  if (ids.length > 0) say.line(words.runner.foundDone(ids.map((id) => clean(id)).join(', ')));
}

/** Before anything is asked: why, what changes, how long, what it costs, what readers notice. */
export function tellFacts(ports: Ports, step: Step, facts: Facts): void {
  const { say, words } = ports;
  const told = toldBy(words, step.id);
  const { runner } = words;
  tellTitle(ports, step);
  say.line(told.why);
  say.line(`${runner.changes}: ${told.changes}`);
  say.line(`${runner.time}: ${usualTime(ports, facts.usualMs)}`);
  say.line(`${runner.cost}: ${monthly(ports, facts.usdPerMonth)}`);
  say.line(`${runner.readers}: ${told.readers}`);
}

/** `about 3 min`, in the time that passes here. */
export function usualTime({ words, clock, language }: Pick<Ports, 'words' | 'clock' | 'language'>, usualMs: number): string {
  const here = usualMs / clock.pace;
  return here < 1_500 ? words.runner.moment : words.runner.about(duration(here, language));
}

/** `about $21.50 a month`. */
export function monthly({ words, language }: Pick<Ports, 'words' | 'language'>, usd: number): string {
  const { runner } = words;
  if (Math.abs(usd) < 0.005) return runner.noCost;
  return usd > 0 ? runner.perMonth(money(usd, language)) : runner.savesPerMonth(money(usd, language));
}

/** What to click and what to paste. */
export function tellByHand({ say, words }: Pick<Ports, 'say' | 'words'>, { clicks, commands }: ByHand): void {
  if (clicks.length > 0) {
    say.line(words.runner.byHandClicks);
    say.table(clicks.map((click, index) => [`${index + 1}.`, click]));
  }
  if (commands.length > 0) {
    say.line(words.runner.byHandCommands);
    say.block(commands.map((command) => indented(command)).join('\n'));
  }
}

/** What was proved, one line each. */
export function tellClaims({ say, words }: Pick<Ports, 'say' | 'words'>, claims: readonly Claim[]): void {
  for (const { claim, held, seen } of claims) {
    const text = words.runner.claim(claim, clean(seen));
    if (held === 'yes') say.good(text);
    else if (held === 'no') say.bad(text);
    else say.dim(words.runner.claimUnseen(claim));
  }
}

/** That something of the same name stands there, and how it differs. */
export function tellForeign({ say, words }: Pick<Ports, 'say' | 'words'>, { kind, name, id, differences }: ForeignThing): void {
  say.warn(words.runner.foreign(clean(kind), clean(name), clean(id)));
  if (differences.length === 0) return say.line(words.runner.foreignFits);
  say.line(words.runner.foreignDiffers);
  for (const difference of differences) say.line(`  - ${clean(difference)}`);
}

const indented = (command: string): string => `  ${command.replaceAll('\n', '\n  ')}`;
