import { UserError } from '../errors.ts';
import { callersOf } from './actions.ts';
import { NotAws } from './not-aws.ts';

/** What a call was aimed at, for the sentence when it fails. */
export interface Target {
  /** As IAM writes it: `ec2:RunInstances`. */
  readonly action: string;
  readonly region: string;
  readonly endpoint: string | undefined;
  readonly profile: string | undefined;
}

/** A change was sent and no answer came: it may have happened, or not. Only a look can tell. */
export class OutcomeUnknown extends Error {
  override readonly name = 'OutcomeUnknown';
  readonly action: string;

  constructor(action: string, cause: unknown) {
    super(`${action}: no answer came, so it may or may not have happened`, { cause });
    this.action = action;
  }
}

const throttles = new Set([
  'RequestLimitExceeded',
  'Throttling',
  'ThrottlingException',
  'ThrottledException',
  'TooManyRequestsException',
  'PriorRequestNotComplete',
  'RequestThrottled',
  'SlowDown',
]);
const passing = new Set([
  'Unavailable',
  'ServiceUnavailable',
  'InternalError',
  'InternalFailure',
  'InternalServerError',
  'RequestTimeout',
  'RequestTimeoutException',
  'HealthUnavailable',
  'TimeoutError',
]);
const neverLeft = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);
const brokenOff = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ERR_STREAM_PREMATURE_CLOSE', 'UND_ERR_SOCKET']);
const expired = new Set(['ExpiredToken', 'ExpiredTokenException', 'RequestExpired']);
const refusedKeys = new Set([
  'InvalidClientTokenId',
  'AuthFailure',
  'SignatureDoesNotMatch',
  'UnrecognizedClientException',
  'IncompleteSignature',
  'InvalidAccessKeyId',
]);
const noKeys = new Set(['CredentialsProviderError', 'TokenProviderError']);
const forbidden = new Set(['UnauthorizedOperation', 'AccessDenied', 'AccessDeniedException', 'AuthorizationError']);

/** AWS's own code of a refusal as it was on the wire (`InvalidGroup.Duplicate`, `DBInstanceNotFound`), through any wrapping. */
export function awsCode(error: unknown): string | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    if ('$fault' in at || '$metadata' in at) return wireCode(at);
  }
  return undefined;
}

function wireCode(error: Error): string {
  const inner = 'Error' in error && typeof error.Error === 'object' && error.Error !== null ? error.Error : {};
  if ('Code' in error && typeof error.Code === 'string') return error.Code;
  if ('Code' in inner && typeof inner.Code === 'string') return inner.Code;
  return error.name;
}

/** Is it this refusal? Give the wire code; the SDK's class name (`…Exception`, `…Fault`) is known too. */
export function isAws(error: unknown, ...codes: readonly string[]): boolean {
  const code = awsCode(error);
  if (code === undefined) return false;
  return codes.some((wanted) => wanted === code || bare(wanted) === bare(code));
}

const bare = (code: string) => code.replace(/(Exception|Fault)$/, '');

/** The answer, or undefined when AWS refused with one of exactly these codes. */
export async function tolerate<Value>(codes: string | readonly string[], call: Promise<Value>): Promise<Value | undefined> {
  try {
    return await call;
  } catch (error) {
    if (isAws(error, ...(typeof codes === 'string' ? [codes] : codes))) return undefined;
    throw error;
  }
}

/** True when the call that failed may nevertheless have had its effect. */
export function outcomeUnknown(error: unknown): boolean {
  return error instanceof OutcomeUnknown || nature(error) === 'unknown';
}

export type Nature = 'throttled' | 'never-left' | 'unknown' | 'definite';

/** What a failed send means for the one question that matters before sending again: did it happen? */
export function nature(error: unknown): Nature {
  if (!(error instanceof Error) || error instanceof NotAws || error instanceof UserError) return 'definite';
  const code = wireCode(error);
  const errno = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const status = statusOf(error);
  if (throttles.has(code) || status === 429) return 'throttled';
  if (neverLeft.has(errno)) return 'never-left';
  if (brokenOff.has(errno) || passing.has(code) || unreadable(error)) return 'unknown';
  return status !== undefined && status >= 500 && (code === 'Error' || code === 'Unknown' || code === '') ? 'unknown' : 'definite';
}

/** Runs a call and gives what a person can act on (credentials, permission, endpoint) as `UserError`; refusals stay AWS's. */
export async function orFailure<Value>(target: Target, signal: AbortSignal, call: () => Promise<Value>): Promise<Value> {
  signal.throwIfAborted();
  try {
    return await call();
  } catch (error) {
    signal.throwIfAborted();
    throw asFailure(error, target);
  }
}

/** The same error with words for it, where we have some; else the error itself. */
export function asFailure(error: unknown, target: Target): unknown {
  if (!(error instanceof Error) || error instanceof UserError) return error;
  return credentialsFailure(error, target) ?? reachFailure(error, target) ?? error;
}

/** What is left at the end: an AWS refusal nobody expected becomes a sentence with its code. Anything else is a bug and stays one. */
export function asLastResort(error: unknown): unknown {
  if (error instanceof OutcomeUnknown) return new UserError('outcome-unknown', [error.action], { cause: error });
  if (error instanceof UserError || !(error instanceof Error) || !('$metadata' in error)) return error;
  return new UserError('aws-refused', [wireCode(error), error.message], { cause: error });
}

function credentialsFailure(error: Error, { action, profile, region }: Target): UserError | undefined {
  const code = wireCode(error);
  const options = { outcome: 'credentials', cause: error } as const;
  if (noKeys.has(code) && /expired|sso/i.test(error.message)) return new UserError('credentials-expired', [profile ?? ''], options);
  if (noKeys.has(code))
    return profile === undefined ? new UserError('credentials-missing', [], options) : new UserError('profile-unusable', [profile, error.message], options);
  if (expired.has(code)) return new UserError('credentials-expired', [profile ?? ''], options);
  if (refusedKeys.has(code)) return new UserError('credentials-refused', [code], options);
  if (forbidden.has(code)) return new UserError('permission-missing', [action, error.message, stepsOf(action)], options);
  if (code === 'OptInRequired' || code === 'PendingVerification' || code === 'Blocked') return new UserError('account-not-ready', [code, region], options);
  return undefined;
}

/** The steps that need this action, as a reader names them; empty: all, or none of the journey's. */
function stepsOf(action: string): string {
  const callers = callersOf(action);
  return callers === 'every' ? '' : callers.join(', ');
}

function reachFailure(error: Error, target: Target): UserError | undefined {
  const options = { cause: error };
  const where = target.endpoint ?? target.region;
  const errno = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (error instanceof NotAws) return new UserError('endpoint-not-aws', [where, error.status], options);
  if (neverLeft.has(errno)) return new UserError('endpoint-unreachable', [where, errno], options);
  if (error.name === 'TimeoutError' || errno === 'ETIMEDOUT') return new UserError('endpoint-silent', [where, target.action], options);
  if (brokenOff.has(errno)) return new UserError('endpoint-breaks-off', [where, target.action], options);
  if (throttles.has(wireCode(error)) || statusOf(error) === 429) return new UserError('throttled', [target.action], options);
  if (unreadable(error)) return new UserError('endpoint-not-aws', [where, statusOf(error) ?? 0], options);
  return undefined;
}

function statusOf(error: Error): number | undefined {
  const metadata = '$metadata' in error && typeof error.$metadata === 'object' && error.$metadata !== null ? error.$metadata : {};
  return 'httpStatusCode' in metadata && typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : undefined;
}

function unreadable(error: Error): boolean {
  return error.message.includes('Deserialization error') || error.message.includes('XML parse error');
}
