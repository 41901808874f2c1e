import { takeEarly } from '../lock.ts';
import type { Call, CommandRow, Surroundings } from './command-line.ts';
import { stateFolder } from './folders.ts';

type Load = CommandRow['load'];

/** Takes the lock before the rest of the command is even loaded: whoever comes second leaves at once. */
export function locked(load: NonNullable<Load>): ReturnType<NonNullable<Load>> {
  return Promise.resolve(async (call: Call, around: Surroundings) => {
    await lockEarly(call, around);
    return (await load())(call, around);
  });
}

/** Where flags and environment do not yet tell for certain where it goes, the session takes the lock later. */
async function lockEarly({ flags }: Call, { env }: Surroundings): Promise<void> {
  const region = flags.region ?? (env['AWS_REGION'] || env['AWS_DEFAULT_REGION'] || '');
  const endpoint = flags.endpointUrl ?? (env['AWS_ENDPOINT_URL'] || undefined);
  if (flags.lab || !/^[a-z]{2,4}(-[a-z]+)+-\d{1,2}$/.test(region) || (endpoint !== undefined && !URL.canParse(endpoint))) return;
  await takeEarly(stateFolder(flags.stateDir, env), [endpoint, region, flags.profile ?? (env['AWS_PROFILE'] || undefined)]);
}
