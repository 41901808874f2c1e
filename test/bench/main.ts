import { parseArgs } from 'node:util';
import { describeFigures, largeFigures } from './describing.ts';
import { tableOf, type Figure } from './figures.ts';
import { journeyFigures } from './journeys.ts';
import { machine } from './machine.ts';
import { memoryFigures } from './memory.ts';
import { upFigures } from './up.ts';

process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';

const parts = ['up', 'describe', 'large', 'memory', 'journeys', 'balancer'] as const;
type Part = (typeof parts)[number];
const usage = `npm run bench -- [--only ${parts.join(',')}] [--learners 3]`;

/** All that the lab promises of its speed and its size, in one run and one table. Ends with 1 when something does not hold. */
async function main(): Promise<number> {
  const { values } = parseArgs({ options: { only: { type: 'string' }, learners: { type: 'string', default: '3' } } });
  const learners = Number(values.learners);
  const wanted = (values.only ?? parts.join(',')).split(',');
  if (!Number.isInteger(learners) || learners < 1 || !wanted.every((part) => parts.includes(part as Part))) {
    console.error(usage);
    return 2;
  }
  const asked = (part: Part) => wanted.includes(part);
  const measures: readonly (() => Promise<Figure[]>)[] = [
    ...(asked('up') ? [upFigures] : []),
    ...(asked('describe') ? [describeFigures] : []),
    ...(asked('large') ? [largeFigures] : []),
    ...(asked('memory') ? [memoryFigures] : []),
    ...(asked('journeys') || asked('balancer') ? [() => journeyFigures({ learners: asked('journeys') ? learners : 1, balancer: asked('balancer') })] : []),
  ];
  const began = performance.now();
  const figures: Figure[] = [];
  // One after another: what is measured at the same time would measure the other.
  for (const measure of measures) figures.push(...(await measure()));
  console.log(`${machine()}\n\n${tableOf(figures)}\n\n${((performance.now() - began) / 1_000).toFixed(0)} s`);
  return figures.every(({ holds }) => holds !== false) ? 0 : 1;
}

process.exitCode = await main();
