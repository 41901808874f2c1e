import type { steps as english } from '../en/steps.ts';

export const steps: typeof english = {};
