import type { Instance } from '@aws-sdk/client-ec2';
import { ownerOf, runOn } from '../../aws/ownership.ts';
import { Declined } from '../../errors.ts';
import type { StepContext } from '../../step.ts';

/** Two runs cannot share a first server: the tags of the one would be written over those of the other. */
export async function mayBeTaken(ctx: StepContext, server: Instance): Promise<void> {
  if (ownerOf(server.Tags, ctx.run) !== 'other-run') return;
  const message = ctx.words.steps.preflight.questions.otherRun(server.InstanceId ?? '', runOn(server.Tags) ?? '');
  if (!(await ctx.prompts.confirm({ message, flag: '--answer take-over=…' }))) throw new Declined(message);
}
