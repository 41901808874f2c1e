import { Declined, type Outcome } from '../errors.ts';
import { toldBy, undo as takeBack } from '../runner.ts';
import { placeOf } from './account-guard.ts';
import type { Call, Surroundings } from './command-line.ts';
import { showBlog } from './picture.ts';
import { inSession, theJourney, type Session } from './session.ts';
import { stepIdIn } from './step-ids.ts';

/** Takes one step back. What it takes away was made by this run; foreign and adopted things stay. */
export async function undo(call: Call, around: Surroundings): Promise<Outcome> {
  const id = stepIdIn('undo', call.word ?? '');
  const way = { ...theJourney, command: `undo ${id}` };
  const work = async (session: Session): Promise<Outcome> => {
    const { ports } = session;
    const { prompts, words } = ports;
    const { ask, declined } = words.commands.undo;
    // To name the step is to ask for it, so `--yes` may say yes here.
    const question = { message: ask(toldBy(words, id).title, placeOf(session)), default: true, flag: '--yes' };
    const agreed = await prompts.confirm(question);
    if (!agreed) throw new Declined(declined);
    await takeBack(ports, id);
    await showBlog(ports, words.commands.setup.now);
    return 'ok';
  };
  return inSession('write', call, around, work, way);
}
