import type { Move } from '../../blog/old-address.ts';
import type { Place } from '../../blog/rows.ts';
import type { StepContext } from '../../step.ts';

type Told = Pick<StepContext, 'say' | 'words'>;

/** Asks only where something is to be rewritten. */
export async function askForRows(ctx: Pick<StepContext, 'prompts'> & Told, move: Move, places: readonly Place[]): Promise<boolean> {
  const values = sum(places, ({ rows, left }) => rows - left);
  if (values === 0) return false;
  const { found, question } = ctx.words.steps['site-address'].others;
  ctx.say.line(
    found(
      sum(places, ({ rows }) => rows),
      plain(move.from.join(', ')),
    ),
  );
  list(ctx, places);
  return ctx.prompts.confirm({ message: question(values), flag: '--rewrite-rows', default: false });
}

/** What still carries the old address, and what to do about it. */
export function tellRows(ctx: Told, move: Move, places: readonly Place[]): void {
  if (places.length === 0) return;
  const { found, later } = ctx.words.steps['site-address'].others;
  ctx.say.warn(
    found(
      sum(places, ({ rows }) => rows),
      plain(move.from.join(', ')),
    ),
  );
  list(ctx, places);
  ctx.say.dim(`  ${later}`);
  tellEvents(ctx, move, places, false);
}

/** What was rewritten, and what had to stay. */
export function tellRewritten(ctx: Told, move: Move, places: readonly Place[]): void {
  const { rewritten, stayed } = ctx.words.steps['site-address'].others;
  ctx.say.good(
    rewritten(
      sum(places, ({ rows, left }) => rows - left),
      plain(move.to),
    ),
  );
  const left = sum(places, (place) => place.left);
  if (left > 0) ctx.say.warn(stayed(left));
  list(ctx, places);
  tellEvents(ctx, move, places, true);
}

function list({ say, words }: Told, places: readonly Place[]): void {
  const { place } = words.steps['site-address'].others;
  for (const { table, column, rows, left } of places) say.line(`  ${place(plain(`${table}.${column}`), rows, left)}`);
}

function tellEvents({ say }: Told, { from, to }: Move, places: readonly Place[], rewritten: boolean): void {
  for (const { table, column, rows, left } of places) say.event({ type: 'rows', from, to, table, column, rows, left, rewritten });
}

const sum = (places: readonly Place[], of: (place: Place) => number): number => places.reduce((total, place) => total + of(place), 0);

/** Names of tables and addresses come from outside. */
const plain = (text: string): string => text.replace(/\p{C}/gu, '');
