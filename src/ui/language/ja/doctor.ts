import type { doctor as english } from '../en/doctor.ts';

export const doctor: typeof english = {
  title: '調べた結果',
};
