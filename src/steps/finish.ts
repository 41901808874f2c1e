import { findBilling } from '../aws/find/billing.ts';
import { pricesOf } from '../aws/prices.ts';
import { seen } from '../blog/claims.ts';
import { defineStep, type StepContext } from '../step.ts';

export { deleteDatabase } from './finish/delete-database.ts';

const id = 'finish';
type Context = StepContext<'preflight' | 'load-balancer' | 'web-firewall'>;

/** The end of the journey: it makes nothing, and says what there is. Deleting has commands of its own. */
export default defineStep({
  id,
  needs: ['preflight', 'load-balancer', 'web-firewall'],
  through: 'api',
  skippable: true,

  facts: async () => ({ usualMs: 0, usdPerMonth: 0 }),
  ask: async () => ({}),

  async look(ctx: Context) {
    return { state: 'done', output: { stillBilling: await findBilling(ctx, ctx.outputs.preflight) } };
  },

  change: async () => undefined,

  async prove(ctx: Context, { stillBilling }) {
    const words = ctx.words.steps[id].claims;
    const sum = stillBilling.reduce((all, one) => all + one.usdPerMonth, 0);
    const list = stillBilling.map((one) => seen(words.costs(one.thing, one.usdPerMonth), true, one.id));
    return [...list, seen(words.sum(sum), true, words.priceTable(pricesOf.date, pricesOf.region))];
  },

  undo: async () => undefined,

  async byHand(ctx: Context) {
    const { identifier } = ctx.outputs.preflight.database;
    return {
      clicks: [...ctx.words.steps[id].clicks(identifier)],
      commands: [`aws rds delete-db-instance --db-instance-identifier ${identifier} --final-db-snapshot-identifier rb-${identifier}-final-${ctx.run.id.slice(0, 8)}`],
    };
  },
});
