import { setTimeout as pause } from 'node:timers/promises';
import { Refusal } from '../operation.ts';
import type { WireAnswer } from '../wire/answers.ts';
import type { Dialect } from '../wire/apis.ts';
import type { CallFault, Faulted } from './fault.ts';

interface Struck {
  readonly what: CallFault;
  readonly dialect: Dialect;
  readonly action: string;
  /** Real time, for `slow`. */
  readonly delayMs: number;
}

type Act = () => Promise<WireAnswer>;

/** Does the call as the fault has it: refused, answered wrongly, or done with nobody told. */
export async function strike(struck: Struck, act: Act): Promise<Faulted> {
  switch (struck.what) {
    case 'throttle':
    case 'internal-error':
    case 'unavailable':
    case 'access-denied':
    case 'expired-token':
    case 'unknown-code':
      throw refusals[struck.what](struck);
    case 'web-page':
      return webPage;
    case 'no-answer':
      return { ...webPage, delivery: 'never' };
    case 'answer-lost':
      return { ...(await act()), delivery: 'never' };
    case 'reset':
      return { ...(await act()), delivery: 'reset' };
    case 'truncated':
      return { ...(await act()), delivery: 'half' };
    case 'slow':
      await pause(struck.delayMs);
      return act();
  }
}

/** What a proxy says in the name of a service that it cannot reach. */
const webPage: WireAnswer = {
  status: 502,
  contentType: 'text/html',
  body: '<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>',
};

type RefusalFault = 'throttle' | 'internal-error' | 'unavailable' | 'access-denied' | 'expired-token' | 'unknown-code';

const refusals: Readonly<Record<RefusalFault, (struck: Struck) => Refusal>> = {
  throttle: ({ dialect }) =>
    dialect === 'ec2' ? new Refusal('RequestLimitExceeded', 'Request limit exceeded.', 503) : new Refusal('Throttling', 'Rate exceeded', 400),
  'internal-error': ({ dialect }) =>
    dialect === 'ec2'
      ? new Refusal('InternalError', 'An internal error has occurred', 500)
      : new Refusal('InternalFailure', 'The request processing has failed because of an unknown error, exception or failure.', 500),
  unavailable: ({ dialect }) =>
    dialect === 'ec2'
      ? new Refusal('Unavailable', 'The service is unavailable. Please try again shortly.', 503)
      : new Refusal('ServiceUnavailable', 'The request has failed due to a temporary failure of the server.', 503),
  'access-denied': ({ dialect, action }) =>
    dialect === 'ec2'
      ? new Refusal('UnauthorizedOperation', 'You are not authorized to perform this operation.', 403)
      : new Refusal('AccessDenied', `User is not authorized to perform: ${action}`, 403),
  'expired-token': ({ dialect }) =>
    dialect === 'ec2'
      ? new Refusal('RequestExpired', 'Request has expired.', 400)
      : new Refusal('ExpiredToken', 'The security token included in the request is expired', 403),
  'unknown-code': () => new Refusal('PracticeCloudMishap', 'Something that nobody has documented happened.', 400),
};
