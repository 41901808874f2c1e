import type { Instance } from '@aws-sdk/client-ec2';
import { tagValue, type Tag } from '../ownership.ts';

/** What preflight settled, as tags on the first server: so that any computer can take the run up again. */
export interface Picks {
  readonly subnet2: string;
  readonly webGroup: string;
  readonly database: { readonly identifier: string; readonly resourceId: string };
}

export const pickKeys = {
  subnet2: 'redundant-blog:second-subnet',
  webGroup: 'redundant-blog:web-group',
  database: 'redundant-blog:database',
  webRules: 'redundant-blog:web-rules',
} as const;

/** The tags that hold the picks. */
export function tagsOfPicks(picks: Picks): Tag[] {
  return [
    { Key: pickKeys.subnet2, Value: picks.subnet2 },
    { Key: pickKeys.webGroup, Value: picks.webGroup },
    { Key: pickKeys.database, Value: `${picks.database.identifier} ${picks.database.resourceId}` },
  ];
}

/** The picks that a server's tags hold, or undefined when they are not all there. */
export function picksOf(server: Instance): Picks | undefined {
  const subnet2 = tagValue(server.Tags, pickKeys.subnet2);
  const webGroup = tagValue(server.Tags, pickKeys.webGroup);
  const [identifier, resourceId] = (tagValue(server.Tags, pickKeys.database) ?? '').split(' ');
  if (!subnet2 || !webGroup || !identifier || !resourceId) return undefined;
  return { subnet2, webGroup, database: { identifier, resourceId } };
}
