import type { stepFailures as english } from '../en/step-failures.ts';

export const stepFailures: typeof english = {};
