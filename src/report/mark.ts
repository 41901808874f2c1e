/** What every report of ours carries, and nobody else's file does: so that only ours is written over without a question. */
export const reportMark = 'redundant-blog-report';

const mark = new RegExp(`<meta name="generator" content="${reportMark} |<!-- ${reportMark} |"type": ?"report"`);

/** Is this text a report of ours, in any of its forms? */
export const isOurReport = (text: string): boolean => mark.test(text.slice(0, 2_000));
