import type { BlogShape } from '../aws/find/shape.ts';
import { findShape } from '../blog/shape.ts';
import type { Ports } from '../runner.ts';
import { drawBlog } from '../ui/picture.ts';

/** Shows the blog as it stands now, when it can be found. */
export async function showBlog(ports: Ports, heading: string): Promise<BlogShape | undefined> {
  const { say, words } = ports;
  const shape = await findShape(ports);
  if (shape === undefined) return undefined;
  say.event({ type: 'blog', ...shape });
  say.heading(heading);
  say.block(drawBlog(shape, words.picture));
  return shape;
}
