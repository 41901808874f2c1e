import { UserError } from '../errors.ts';
import { blogKinds, databaseKinds, LabFailure, labLearner, labUp, type Choices, type LabConnection } from '../lab/control.ts';
import { oneOf, type Flags } from './flags.ts';
import { cacheFolder } from './folders.ts';

/** What the lab is made of, as far as somebody asked, and where it keeps what is slow to make. */
export interface LabParts {
  readonly kinds: Choices;
  readonly cache: string;
}

/** Flags first, then REDUNDANT_BLOG_LAB_BLOG and REDUNDANT_BLOG_LAB_DB, then what this machine has. */
export function labParts({ blog, db }: Flags, env: NodeJS.ProcessEnv): LabParts {
  const blogWanted = oneOf('--blog', blog ?? (env['REDUNDANT_BLOG_LAB_BLOG'] || 'auto'), ['auto', ...blogKinds]);
  const dbWanted = oneOf('--db', db ?? (env['REDUNDANT_BLOG_LAB_DB'] || 'auto'), ['auto', ...databaseKinds]);
  return { kinds: { blog: blogWanted, db: dbWanted }, cache: cacheFolder(env) };
}

/** The environment that leads to a lab: what `lab env` prints, and all that the other commands ever know of it. */
export function labEnvironment(connection: LabConnection): Readonly<Record<string, string>> {
  return {
    AWS_ENDPOINT_URL: connection.endpoint,
    AWS_REGION: connection.region,
    AWS_DEFAULT_REGION: connection.region,
    AWS_ACCESS_KEY_ID: connection.accessKeyId,
    AWS_SECRET_ACCESS_KEY: connection.secretAccessKey,
    REDUNDANT_BLOG_KEY: connection.keyPath,
    REDUNDANT_BLOG_STATE_DIR: connection.stateDir,
    REDUNDANT_BLOG_PACE: String(connection.speed),
    ...(connection.databaseCa === undefined ? {} : { REDUNDANT_BLOG_RDS_CA: connection.databaseCa }),
  };
}

/** What would lead elsewhere if it stayed beside them: the SDK reads a profile, or signs with a session, before our keys. */
export const leftOut = ['AWS_PROFILE', 'AWS_SESSION_TOKEN'] as const;

/** Starts the lab in this folder when it is down, and gives the environment that leads to it (to this learner's account in it). */
export async function connectLab(
  dir: string,
  learner: string | undefined,
  parts: LabParts,
): Promise<{ readonly started: boolean; readonly env: Readonly<Record<string, string>> }> {
  const { started, status } = await toldToPeople(() => labUp({ dir, ...parts }));
  if (!status.connection) throw new UserError('lab-not-running', [dir]);
  const connection = learner === undefined ? status.connection : await toldToPeople(() => labLearner({ dir, name: learner }));
  return { started, env: labEnvironment(connection) };
}

/** Runs it; what the lab cannot do becomes a sentence. */
export async function toldToPeople<Result>(act: () => Promise<Result>): Promise<Result> {
  try {
    return await act();
  } catch (error) {
    throw error instanceof LabFailure ? asUserError(error) : error;
  }
}

function asUserError(failure: LabFailure): UserError {
  const dir = String(failure.values['dir'] ?? '');
  const reason = String(failure.values['reason'] ?? failure.values['code'] ?? '');
  const name = String(failure.values['name'] ?? '');
  const address = String(failure.values['address'] ?? '');
  const options = { cause: failure.cause };
  switch (failure.code) {
    case 'port-in-use':
      return new UserError('lab-port-in-use', [Number(failure.values['port'])], options);
    case 'not-a-lab-dir':
      return new UserError('lab-dir-not-ours', [dir], { ...options, outcome: 'wrongUse' });
    case 'not-running':
      return new UserError('lab-not-running', [dir], options);
    case 'did-not-start':
      return new UserError('lab-did-not-start', [dir, reason], options);
    case 'disk-full-or-read-only':
      return new UserError('lab-disk', [dir, reason], options);
    case 'parts-missing':
      return new UserError('lab-parts-missing', [String(failure.values['parts'])], options);
    case 'other-kinds':
      return new UserError('lab-other-kinds', [dir, String(failure.values['blog']), String(failure.values['db'])], { ...options, outcome: 'wrongUse' });
    case 'not-a-learner-name':
      return new UserError('learner-name', [name], { ...options, outcome: 'wrongUse' });
    case 'no-such-learner':
      return new UserError('no-such-learner', [name], options);
    case 'policy-refused':
      return new UserError('policy-refused', [reason], { ...options, outcome: 'wrongUse' });
    case 'no-such-address':
      return new UserError('lab-no-such-address', [address], { ...options, outcome: 'wrongUse' });
    case 'listens-elsewhere':
      return new UserError('lab-listens-elsewhere', [address], options);
  }
}
