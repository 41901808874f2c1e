import type { Command, MetadataBearer } from '@smithy/types';
import type { Service } from './clients.ts';

/**
 * Every page of a Describe, in order. `commandFor` makes the command for a page's token (undefined: the first page),
 * `nextOf` finds the next token: `NextToken` on EC2, `NextMarker` on ELB, `Marker` on RDS.
 */
export async function readPages<In extends object, Out extends MetadataBearer, Config, I extends In, O extends Out>(
  service: Service<In, Out, Config>,
  commandFor: (token: string | undefined) => Command<In, I, Out, O, Config>,
  nextOf: (page: O) => string | undefined,
): Promise<readonly O[]> {
  const pages: O[] = [];
  let token: string | undefined;
  do {
    const page = await service.read(commandFor(token));
    pages.push(page);
    token = nextOf(page) || undefined;
  } while (token !== undefined);
  return pages;
}
