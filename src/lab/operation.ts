import type { Declared, Given } from './reads.ts';
import type { World } from './world.ts';

/** An AWS refusal: the wire code and AWS's own sentence. `status` is the HTTP status AWS uses for it. */
export class Refusal extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.name = 'Refusal';
    this.code = code;
    this.status = status;
  }
}

/** Who calls: from the access key and the credential scope. */
export interface Caller {
  readonly account: string;
  readonly arn: string;
  readonly userId: string;
  readonly accessKeyId: string;
}

/**
 * One AWS operation: the input members it reads (any other that is sent is refused by the dispatcher) and what it does.
 * A member of a structure is named by its path, as in `Filters.Name`; a structure's own name does not stand for what is in it.
 */
export interface Operation {
  readonly reads: readonly string[];
  /** A call that changes nothing: the dispatcher neither saves nor follows up after it. */
  readonly readOnly: boolean;
  run(world: World, input: never, caller: Caller): unknown;
}

type Answer<Out> = Partial<Out> | Promise<Partial<Out>>;

/** `changes<In, Out>()(['Member', …], (world, input) => output)`: `input` holds the declared members and nothing else. */
export const changes =
  <In, Out>() =>
  <Member extends Declared<In>>(reads: readonly Member[], run: (world: World, input: Given<In, Member>, caller: Caller) => Answer<Out>): Operation => ({
    reads,
    readOnly: false,
    run,
  });

/** As `changes`, for an operation that only reads. */
export const reads =
  <In, Out>() =>
  <Member extends Declared<In>>(members: readonly Member[], run: (world: World, input: Given<In, Member>, caller: Caller) => Answer<Out>): Operation => ({
    reads: members,
    readOnly: true,
    run,
  });

export type Operations = Readonly<Record<string, Operation>>;
