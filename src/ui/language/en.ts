import { access } from './en/access.ts';
import { account } from './en/account.ts';
import { accountFailures } from './en/account-failures.ts';
import { commandFailures } from './en/command-failures.ts';
import { doctor } from './en/doctor.ts';
import { commands } from './en/commands.ts';
import { drillFailures } from './en/drill-failures.ts';
import { drill } from './en/drill.ts';
import { failures } from './en/failures.ts';
import { picture } from './en/picture.ts';
import { preparation } from './en/preparation.ts';
import { preparationFailures } from './en/preparation-failures.ts';
import { report } from './en/report.ts';
import { runner } from './en/runner.ts';
import { stepFailures } from './en/step-failures.ts';
import { steps } from './en/steps.ts';
import { waits } from './en/waits.ts';

/** Every word a person reads, in English: the model that the other languages must match. */
export const en = {
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
