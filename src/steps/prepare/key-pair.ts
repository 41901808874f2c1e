import { DeleteKeyPairCommand, ImportKeyPairCommand, type KeyPairInfo } from '@aws-sdk/client-ec2';
import { tolerate } from '../../aws/failures.ts';
import { findKeyPair } from '../../aws/find/base.ts';
import { ours, present } from '../../aws/find/seeker.ts';
import { untilVisible } from '../../aws/once.ts';
import { baseTags } from '../../aws/ownership.ts';
import { pasteable, pasteSpecifications } from '../../aws/paste.ts';
import { seen, unseen } from '../../blog/claims.ts';
import { sameKey } from '../../blog/key-file.ts';
import { Declined, UserError } from '../../errors.ts';
import { defineStep, type StepContext } from '../../step.ts';

const id = 'key-pair';

interface Answers {
  readonly name: string;
}

/** The private key is made here and never leaves this computer: AWS is given the public half only. */
export default defineStep({
  id,
  needs: [],
  through: 'api',
  skippable: false,

  facts: async () => ({ usualMs: 5_000, usdPerMonth: 0 }),

  async ask(ctx: StepContext): Promise<Answers> {
    const { questions } = ctx.words.preparation[id];
    const file = keyFileOf(ctx);
    if ((await file.publicHalf()) !== undefined) {
      const use = await ctx.prompts.confirm({ message: questions.useFile(file.path), default: true, flag: '--key-out' });
      if (!use) throw new Declined(questions.otherFile);
    }
    const rule = (text: string) => /^[\x21-\x7e]([\x20-\x7e]{0,253}[\x21-\x7e])?$/.test(text) || questions.nameRule;
    return { name: await ctx.prompts.input({ message: questions.name, flag: '--answer key-name=…', default: ctx.names.base.keyPair, validate: rule }) };
  },

  async look(ctx: StepContext, answers) {
    const found = await findKeyPair(ctx, answers?.name ?? ctx.names.base.keyPair);
    if (found.is === 'absent') return { state: 'todo' };
    const keyName = present(found.thing.KeyName, 'KeyName');
    if (found.is === 'ours') return { state: 'done', output: { keyName } };
    return { state: 'foreign', thing: { kind: 'key pair', name: keyName, id: found.thing.KeyPairId ?? '', differences: [ctx.words.preparation.notOurs] } };
  },

  async change(ctx: StepContext, { name }: Answers) {
    const file = keyFileOf(ctx);
    const known = await file.publicHalf();
    // On disk before AWS hears of it: a key pair whose private half is lost opens nothing.
    const publicHalf = known ?? (await file.make(name));
    const TagSpecifications = [{ ResourceType: 'key-pair' as const, Tags: baseTags(ctx.run) }];
    const command = new ImportKeyPairCommand({ KeyName: name, PublicKeyMaterial: Buffer.from(publicHalf), TagSpecifications });
    await tolerate('InvalidKeyPair.Duplicate', ctx.aws.ec2.change(command, { repeatable: true }));
    await untilVisible<KeyPairInfo>(ctx, ctx.words.preparation[id].waiting(name), async () => {
      const found = await findKeyPair(ctx, name);
      if (found.is === 'foreign') throw new UserError('name-taken', ['key pair', name, found.thing.KeyPairId ?? '']);
      return ours(found);
    });
  },

  async prove(ctx: StepContext, { keyName }) {
    const words = ctx.words.preparation[id].claims;
    const [here, there] = [await ctx.blog.keyFile?.publicHalf(), ours(await findKeyPair(ctx, keyName))?.PublicKey];
    const claim = words.fits(ctx.blog.keyFile?.path ?? '');
    return [here === undefined || there === undefined ? unseen(claim) : seen(claim, sameKey(here, there), keyName)];
  },

  async undo(ctx: StepContext) {
    const pair = ours(await findKeyPair(ctx, ctx.names.base.keyPair));
    if (pair === undefined) return;
    await ctx.aws.ec2.change(new DeleteKeyPairCommand({ KeyPairId: pair.KeyPairId }), { repeatable: true });
    const path = ctx.blog.keyFile?.path;
    if (path !== undefined) ctx.say.dim(ctx.words.preparation[id].fileStays(path));
  },

  async byHand(ctx: StepContext, answers) {
    const name = answers?.name ?? ctx.names.base.keyPair;
    const { path } = keyFileOf(ctx);
    const tags = pasteSpecifications(['key-pair'], baseTags(ctx.run));
    return {
      clicks: [...ctx.words.preparation[id].clicks(name, path), ctx.words.preparation.tagIt(ctx.run.id)],
      commands: [
        `aws ec2 create-key-pair --key-name ${pasteable(name)} --key-type ed25519 ${tags} --query KeyMaterial --output text > ${pasteable(path)}`,
        `chmod 600 ${pasteable(path)}`,
      ],
    };
  },
});

function keyFileOf({ blog }: StepContext) {
  if (blog.keyFile === undefined) throw new UserError('key-out-missing', [], { outcome: 'wrongUse' });
  return blog.keyFile;
}
