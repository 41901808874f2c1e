import { htmlReport } from './html/page.ts';
import { markdownReport } from './markdown.ts';
import type { Report } from './report.ts';
import type { Telling } from './show.ts';

export const forms = ['html', 'md', 'json'] as const;
export type Form = (typeof forms)[number];

/** The report in one of its forms. JSON is the report itself, whatever the language. */
export function written(report: Report, form: Form, telling: Telling): string {
  switch (form) {
    case 'html':
      return htmlReport(report, telling);
    case 'md':
      return markdownReport(report, telling);
    case 'json':
      return `${JSON.stringify(report, null, 2)}\n`;
  }
}
