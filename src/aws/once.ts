import type { StepContext } from '../step.ts';
import { isAws, outcomeUnknown } from './failures.ts';
import { waitUntil } from './poll.ts';

type Maker = Pick<StepContext, 'aws' | 'clock' | 'say' | 'signal' | 'words' | 'memory'>;

export interface Making<Thing> {
  /** What is made, in words. */
  readonly what: string;
  /** As the journal writes it: `ec2:CreateVpc`. */
  readonly op: string;
  find(): Promise<Thing | undefined>;
  send(): Promise<unknown>;
}

const settling = 60_000; // of AWS's time: how long a thing that was made may stay unseen

/**
 * Makes a thing for which AWS knows neither a token nor a unique name, so that only its tag tells whether it is there
 * already. After a send whose end nobody knows, it is looked for as long as AWS may take to show it.
 */
export async function makeOnce<Thing>(ctx: Maker, making: Making<Thing>): Promise<Thing> {
  const known = (await making.find()) ?? (leftOpen(ctx, making.op) ? await late(ctx, making) : undefined);
  if (known !== undefined) return known;
  try {
    await making.send();
  } catch (error) {
    if (!outcomeUnknown(error)) throw error;
  }
  return untilVisible(ctx, making.what, () => making.find());
}

/** Waits until what was made can be seen. */
export function untilVisible<Thing>(ctx: Maker, what: string, find: () => Promise<Thing | undefined>): Promise<Thing> {
  return waitUntil<Thing>({
    what,
    every: 3_000,
    usual: 3_000,
    deadline: 300_000,
    ctx,
    look: async () => {
      const thing = await find();
      return thing === undefined ? { waiting: ctx.words.waits.notVisible } : { done: thing };
    },
  });
}

const leftOpen = ({ memory }: Maker, op: string) => memory.intents(op).at(-1)?.ended === 'unknown';

function late<Thing>(ctx: Maker, { what, find }: Making<Thing>): Promise<Thing | undefined> {
  const { clock } = ctx;
  const until = clock.monotonic() + settling / clock.pace;
  return waitUntil<Thing | undefined>({
    what,
    every: 5_000,
    usual: settling,
    deadline: settling * 2,
    ctx,
    look: async () => {
      const thing = await find();
      if (thing !== undefined || clock.monotonic() >= until) return { done: thing };
      return { waiting: ctx.words.waits.notVisible };
    },
  });
}

/** Takes a thing away as soon as nothing holds it any more. `gone`: the codes that say that it is away already. */
export function removeFreed(
  ctx: Omit<Maker, 'memory'>,
  { what, gone, held, send }: { readonly what: string; readonly gone: readonly string[]; readonly held: readonly string[]; send(): Promise<unknown> },
): Promise<true> {
  return waitUntil<true>({
    what,
    every: 10_000,
    usual: 20_000,
    deadline: 900_000,
    ctx,
    look: async () => {
      try {
        await send();
        return { done: true };
      } catch (error) {
        if (isAws(error, ...gone)) return { done: true };
        if (isAws(error, ...held)) return { waiting: ctx.words.waits.stillInUse };
        throw error;
      }
    },
  });
}
