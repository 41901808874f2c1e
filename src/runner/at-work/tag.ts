import { CreateTagsCommand, DeleteTagsCommand } from '@aws-sdk/client-ec2';
import type { Aws } from '../../aws/clients.ts';
import { findServer } from '../../aws/find/servers.ts';
import { tagValue } from '../../aws/ownership.ts';
import { atWorkKey } from './value.ts';

/** The tag as it stands at this moment. */
export async function readTag(aws: Aws, server: string): Promise<string | undefined> {
  aws.forget();
  return tagValue((await findServer({ aws }, server))?.Tags, atWorkKey);
}

/** Overwrites whatever stands there. */
export async function writeTag(aws: Aws, server: string, value: string): Promise<void> {
  await aws.ec2.change(new CreateTagsCommand({ Resources: [server], Tags: [{ Key: atWorkKey, Value: value }] }), { repeatable: true });
}

/** Takes it away if this very value stands there; AWS itself leaves any other alone. */
export async function removeTag(aws: Aws, server: string, value: string): Promise<void> {
  await aws.ec2.change(new DeleteTagsCommand({ Resources: [server], Tags: [{ Key: atWorkKey, Value: value }] }), { repeatable: true });
}
