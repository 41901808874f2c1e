import type { Operations } from '../../operation.ts';
import type { Transitions } from '../../world.ts';
import { operations as attributes } from './attributes.ts';
import { operations as consoleOutput } from './console-output.ts';
import { operations as describe } from './describe.ts';
import { operations as lifecycle, transitions as lifecycleTransitions } from './lifecycle.ts';
import { operations as metadata } from './metadata.ts';
import { operations as run, transitions as runTransitions } from './run.ts';
import { operations as status } from './status.ts';

export const operations: Operations = { ...describe, ...run, ...lifecycle, ...attributes, ...status, ...consoleOutput, ...metadata };
export const transitions: Transitions = { ...runTransitions, ...lifecycleTransitions };
