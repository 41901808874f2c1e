import type { drill as english } from '../en/drill.ts';

export const drill: typeof english = {};
