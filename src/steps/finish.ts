import { findBilling } from '../aws/find/billing.ts';
import { tagKeys } from '../aws/ownership.ts';
import { pricesOf } from '../aws/prices.ts';
import { seen } from '../blog/claims.ts';
import { defineStep, type StepContext } from '../step.ts';

export { deleteDatabase } from './finish/delete-database.ts';

const id = 'finish';
type Context = StepContext<'preflight'>;

/** The end of the journey: it makes nothing, and says what there is. Deleting has commands of its own. */
export default defineStep({
  id,
  needs: ['preflight'],
  undoNeeds: [],
  through: 'api',
  skippable: true,

  facts: async () => ({ usualMs: 0, usdPerMonth: 0 }),
  ask: async () => ({}),

  /** Done once it has been told: the list itself is never wrong for long. */
  async look(ctx: Context) {
    if (ctx.memory.recall('told') !== true) return { state: 'todo' };
    return { state: 'done', output: { stillBilling: await findBilling(ctx, ctx.outputs.preflight) } };
  },

  change: (ctx: Context) => ctx.memory.keep('told', true),

  async prove(ctx: Context, { stillBilling }) {
    const words = ctx.words.steps[id].claims;
    const sum = stillBilling.reduce((all, one) => all + one.usdPerMonth, 0);
    const list = stillBilling.map((one) => seen(words.costs(one.thing, one.usdPerMonth), true, one.id));
    return [...list, seen(words.sum(sum), true, words.priceTable(pricesOf.date, pricesOf.region))];
  },

  undo: (ctx: Context) => ctx.memory.keep('told', false),

  async byHand(ctx: Context) {
    return {
      clicks: [...ctx.words.steps[id].clicks],
      commands: [
        `aws ec2 describe-instances --filters "Name=tag-key,Values=${tagKeys.run}"`,
        'aws ec2 describe-images --owners self',
        'aws elbv2 describe-load-balancers',
        'aws rds describe-db-instances',
      ],
    };
  },
});
