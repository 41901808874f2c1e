import type { Entered, OnDemand } from './resting.ts';
import type { Ports } from './supervise.ts';

/** What must run under one key: `boot` names the very process wanted, so another boot is another process. */
export interface Post {
  readonly boot: string;
  start(): OnDemand;
  /** Told to the process whenever it differs from what it was told before. */
  readonly orders?: unknown;
}

/** Processes that are kept in step with what is wanted. */
export interface Crew {
  /** Starts, replaces and stops; returns at once. A process's successor starts only when it is gone. */
  follow(wanted: ReadonlyMap<string, Post>): void;
  /** Its ports while it is up. */
  ports(key: string): Ports | undefined;
  /** Is it up, on its way up, or at rest? */
  stands(key: string): boolean;
  /** As `OnDemand` has it; undefined also when there is none of that key. */
  enter(key: string): Promise<Entered | undefined>;
  tell(key: string, message: unknown, keepMs?: number): void;
  settled(): Promise<void>;
  close(): Promise<void>;
}

interface Place {
  post: Post | undefined;
  now: OnDemand | undefined;
  ordered: string | undefined;
  work: Promise<void>;
}

export function createCrew(): Crew {
  const places = new Map<string, Place>();

  const change = (place: Place, post: Post | undefined) => {
    place.post = post;
    const old = place.now;
    place.now = undefined;
    place.ordered = post && JSON.stringify(post.orders);
    place.work = place.work.then(async () => {
      await old?.stop();
      // While the old one went, the wish may have changed again; the newest wish has its own turn.
      if (!post || place.post !== post) return;
      place.now = post.start();
      await place.now.begun;
    });
  };

  const order = (place: Place, post: Post) => {
    const orders = JSON.stringify(post.orders);
    if (orders === place.ordered) return;
    place.ordered = orders;
    place.now?.tell(post.orders);
  };

  const follow = (wanted: ReadonlyMap<string, Post>) => {
    for (const [key, post] of wanted) {
      const place = places.get(key) ?? { post: undefined, now: undefined, ordered: undefined, work: Promise.resolve() };
      places.set(key, place);
      if (place.post?.boot === post.boot) order(place, post);
      else change(place, post);
    }
    for (const [key, place] of places) if (!wanted.has(key) && place.post) change(place, undefined);
  };

  const settled = async () => {
    await Promise.all([...places.values()].map((place) => place.work));
  };

  return {
    follow,
    settled,
    ports: (key) => places.get(key)?.now?.ports(),
    stands: (key) => places.get(key)?.now?.stands() ?? false,
    enter: async (key) => places.get(key)?.now?.enter(),
    tell: (key, message, keepMs) => places.get(key)?.now?.tell(message, keepMs),
    close: async () => {
      follow(new Map());
      await settled();
    },
  };
}
