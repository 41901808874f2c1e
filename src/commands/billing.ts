import { findBilling } from '../aws/find/billing.ts';
import { pricesOf } from '../aws/prices.ts';
import { besideJourney, type Ports } from '../runner.ts';
import { clean } from '../ui/clean.ts';
import type { Flags } from './flags.ts';
import { typedAgain } from './typed.ts';

/** What is billing now, one line each, and how to end it. */
export async function tellBilling(ports: Ports, flags: Flags): Promise<void> {
  const { say, words } = ports;
  const context = await besideJourney(ports, 'finish', ['preflight']);
  if (context === undefined) return say.line(words.commands.finish.notBegun);
  const billing = await findBilling(ports, context.outputs.preflight);
  const usd = billing.reduce((sum, one) => sum + one.usdPerMonth, 0);
  const { claims } = words.steps.finish;
  say.event({ type: 'billing', stillBilling: billing, usdPerMonth: usd });
  say.heading(words.commands.finish.billing);
  for (const one of billing) say.line(`  ${claims.costs(clean(one.thing), one.usdPerMonth)} (${clean(one.id)})`);
  say.line(claims.sum(usd));
  say.dim(claims.priceTable(pricesOf.date, pricesOf.region));
  say.line(words.commands.finish.flagsHint(typedAgain('finish', flags, '--delete-database'), typedAgain('finish', flags, '--everything')));
}
