import { setTimeout as pause } from 'node:timers/promises';
import type { Engine } from './engine.ts';
import { cloneTo, follow as followPrimary, goAlone, letStandbyIn, stateOf, waitForEach } from './replication.ts';
import { roleOf, setRole } from './role.ts';

export interface MirrorParts {
  readonly engine: Engine;
  /** Where the standby reaches the primary. */
  readonly port: number;
  readonly volume: string;
  readonly log: (line: string) => void;
  /** Starts a server on the standby's volume. */
  readonly begin: (volume: string) => Promise<Engine>;
}

/** The other half of Multi-AZ. */
export interface Mirror {
  /** Keeps this volume in step from now on, or (null) none. Resolves when it is in step, or the try failed and was told. */
  follow(replica: string | null): Promise<void>;
  close(): Promise<void>;
}

const lookMs = 1_000;
const againMs = 1_000;
const longestPauseMs = 30_000;

/** Keeps a second server in step by semi-synchronous replication, and says on disk when commits went on without it. */
export function createMirror(parts: MirrorParts): Mirror {
  let wanted: string | null = null;
  let standby: Engine | undefined;
  let closed = false;
  let work: Promise<void> = Promise.resolve();

  const alone = async () => {
    const { generation } = primaryRole(parts.volume);
    setRole(parts.volume, { kind: 'primary', generation, alone: true });
    await goAlone(parts.engine);
  };
  const drop = async () => {
    const old = standby;
    standby = undefined;
    await old?.stop();
  };
  const attempt = async (replica: string) => {
    const engine = await joined(parts, replica, (started) => (standby = started));
    void watch(engine, () => !closed && standby === engine).then(async (why) => {
      if (why === undefined) return;
      parts.log(`the standby is lost (${why}); going on alone and making it anew`);
      await alone();
      await enqueue(() => bring(replica));
    });
  };
  const bring = async (replica: string) => {
    const needed = () => !closed && wanted === replica;
    for (let pauseMs = againMs; needed(); pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
      await drop();
      try {
        return await attempt(replica);
      } catch (error) {
        if (closed) return;
        parts.log(`the standby could not be made: ${error instanceof Error ? error.message : String(error)}`);
        await alone();
        await pause(pauseMs);
      }
    }
  };
  const enqueue = (act: () => Promise<void>) => {
    work = work.then(act).catch((error: unknown) => parts.log(`standby: ${String(error)}`));
    return work;
  };

  return {
    follow: (replica) => {
      const before = wanted;
      wanted = replica;
      if (replica === before) return work;
      return enqueue(async () => {
        if (standby !== undefined) await alone();
        await drop();
        if (replica !== null) await bring(replica);
      });
    },
    close: async () => {
      closed = true;
      await Promise.all([standby?.stop(), Promise.race([work, pause(againMs)])]);
      await standby?.stop();
    },
  };
}

/** A standby in step: the one that was there, if it is of this primary's history, else a fresh copy. */
async function joined(parts: MirrorParts, replica: string, started: (engine: Engine) => void): Promise<Engine> {
  const { generation } = primaryRole(parts.volume);
  const source = await letStandbyIn(parts.engine, parts.port);
  const role = roleOf(replica);
  const known = role.kind === 'standby' && role.generation === generation;
  const position = known ? undefined : await cloneTo(parts.engine, parts.volume, replica);
  const engine = await parts.begin(replica);
  started(engine);
  try {
    await followPrimary(engine, source, position);
    await waitForEach(parts.engine, engine);
  } catch (error) {
    // Whatever is wrong with it, the next try begins with a copy.
    setRole(replica, { kind: 'standby', generation: -1 });
    throw error;
  }
  setRole(replica, { kind: 'standby', generation });
  setRole(parts.volume, { kind: 'primary', generation, alone: false });
  return engine;
}

/** Resolves with what is wrong with it, or undefined when it need not be watched any longer. */
async function watch(engine: Engine, needed: () => boolean): Promise<string | undefined> {
  let ended = false;
  void engine.gone.then(() => (ended = true));
  while (needed()) {
    if (ended) return 'its process ended';
    const { trouble } = await stateOf(engine).catch(() => ({ trouble: '' }));
    if (trouble !== '' && needed()) return trouble;
    await Promise.race([engine.gone, pause(lookMs)]);
  }
  return undefined;
}

function primaryRole(volume: string) {
  const role = roleOf(volume);
  return role.kind === 'primary' ? role : { generation: 0 };
}
