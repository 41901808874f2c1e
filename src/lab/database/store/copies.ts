import { openVolume, type Volume } from './volume.ts';

/** A volume and, when there is one, its copy: what is kept is kept on both. */
export interface Copies {
  /** Bytes in the redo log. */
  size(): number;
  keep(line: Buffer): Promise<void>;
  checkpoint(image: Uint8Array): Promise<void>;
  /** Makes the copy on this folder, moves it there, or (null) lets go of it. */
  mirror(folder: string | null, image: () => Uint8Array): Promise<void>;
  close(): Promise<void>;
}

export function copiesOf(volume: Volume): Copies {
  let copy: Volume | undefined;
  const volumes = () => (copy === undefined ? [volume] : [volume, copy]);
  return {
    size: () => volume.size(),
    keep: (line) => keepOn(volumes(), line),
    checkpoint: async (image) => void (await Promise.all(volumes().map((each) => each.checkpoint(image)))),
    async mirror(folder, image) {
      await copy?.close();
      copy = undefined;
      if (folder === null) return;
      const fresh = await openVolume(folder);
      await fresh.become(image());
      copy = fresh;
    },
    close: async () => void (await Promise.all(volumes().map((each) => each.close()))),
  };
}

/** On every volume or on none, so that no copy knows a transaction that the other does not. */
async function keepOn(volumes: readonly Volume[], line: Buffer): Promise<void> {
  const sizes = volumes.map((volume) => volume.size());
  const written = await Promise.allSettled(volumes.map((volume) => volume.append(line)));
  const failed = written.find((result) => result.status === 'rejected');
  if (failed === undefined) return;
  await Promise.all(volumes.map((volume, i) => volume.cut(sizes[i] ?? 0)));
  throw failed.reason;
}
