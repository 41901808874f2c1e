import { LabFailure, writeMarker, type Marker } from './folder.ts';
import { builtIn, chooseKinds, findParts, type Choices } from './parts.ts';

/** The marker with what plays the blog and the database written into it: chosen for a new lab, and kept from then on. */
export function withKinds(dir: string, marker: Marker, choices: Choices): Marker {
  const parts = findParts();
  const before = marker.furnished ? (marker.kinds ?? builtIn) : marker.kinds;
  const wanted = { ...before, ...definite(choices) };
  if (marker.furnished && before !== undefined && (wanted.blog !== before.blog || wanted.db !== before.db)) {
    throw new LabFailure('other-kinds', { dir, blog: before.blog, db: before.db });
  }
  const { kinds, missing } = chooseKinds(wanted, parts);
  if (missing.length > 0) throw new LabFailure('parts-missing', { parts: missing.join(', ') });
  if (kinds.blog === 'wordpress' && kinds.db === 'builtin') throw new LabFailure('parts-missing', { parts: '--db mariadb' });
  const same = marker.kinds?.blog === kinds.blog && marker.kinds.db === kinds.db;
  return same ? marker : writeMarker(dir, { ...marker, kinds });
}

/** What was asked for by name; `auto` leaves the choice as it is. */
function definite({ blog, db }: Choices): Choices {
  return { ...(blog === undefined || blog === 'auto' ? {} : { blog }), ...(db === undefined || db === 'auto' ? {} : { db }) };
}
