import { access } from './ja/access.ts';
import { account } from './ja/account.ts';
import { accountFailures } from './ja/account-failures.ts';
import { commandFailures } from './ja/command-failures.ts';
import { doctor } from './ja/doctor.ts';
import { commands } from './ja/commands.ts';
import { drillFailures } from './ja/drill-failures.ts';
import { drill } from './ja/drill.ts';
import { failures } from './ja/failures.ts';
import { picture } from './ja/picture.ts';
import { preparation } from './ja/preparation.ts';
import { preparationFailures } from './ja/preparation-failures.ts';
import { report } from './ja/report.ts';
import { runner } from './ja/runner.ts';
import { stepFailures } from './ja/step-failures.ts';
import { steps } from './ja/steps.ts';
import { waits } from './ja/waits.ts';
import type { Words } from './words.ts';
/** Every word a person reads, in Japanese. */
export const ja: Words = {
  failures: { ...failures, ...stepFailures, ...commandFailures, ...preparationFailures, ...accountFailures, ...drillFailures },
  runner,
  steps,
  preparation,
  access,
  account,
  doctor,
  waits,
  drill,
  commands,
  picture,
  report,
};
