/** An XML text as the sorted list of its leaves with their paths: equal when two texts say the same, in whatever order and layout. */
export function leaves(xml: string): string[] {
  const found: string[] = [];
  const path: string[] = [];
  const counts = [new Map<string, number>()];
  for (const [, close, tag = '', attributes = '', empty, text = ''] of xml.replace(/<\?.*?\?>/, '').matchAll(/<(\/?)([\w]+)([^>]*?)(\/?)>([^<]*)/g)) {
    if (close) {
      path.pop();
      counts.pop();
      continue;
    }
    const number = counts.at(-1)?.get(tag) ?? 0;
    counts.at(-1)?.set(tag, number + 1);
    path.push(`${tag}${number}`);
    counts.push(new Map());
    const said = [attributes.trim(), text.trim()].filter(Boolean).join(' ');
    if (empty || said !== '') found.push(`${path.join('/')} = ${said}`);
    if (empty) {
      path.pop();
      counts.pop();
    }
  }
  return found.toSorted();
}
