const longest = 300;
// C0 and C1 controls (escape among them), soft hyphen, zero-width and bidi marks, line and paragraph separators, tags.
const inert =
  // eslint-disable-next-line no-control-regex -- finding them is what this is for
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;
const escapes =
  // eslint-disable-next-line no-control-regex -- as above
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|(?:\u001b\]|\u009d)[^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c)?|\u001b[ -/]*[0-~]/g;

/** Text from outside (names, tags, events, rows, AWS's sentences), made safe to show: no controls, no bidi tricks, not endless. */
export function clean(text: string, most = longest): string {
  const plain = text
    .replace(escapes, '')
    .replace(/[\t\r\n]+/g, ' ')
    .replace(inert, '');
  const characters = Array.from(plain);
  return characters.length <= most ? plain : `${characters.slice(0, most - 1).join('')}…`;
}
