import { idOf } from '../index/project-index.ts';
import type { Found } from './rank-symbols.ts';

/** Cormack, Clarke and Büttcher 2009 (https://doi.org/10.1145/1571941.1572114): 60 keeps one list's first from ruling. */
const K = 60;

/**
 * One list of several by reciprocal rank fusion: places count, scores of different kinds are never compared. A definition that
 * several lists hold keeps the reasons of all.
 */
export function fuse(lists: readonly (readonly Found[])[]): Found[] {
  const fused = new Map<string, { found: Found; score: number }>();
  for (const list of lists) {
    for (const [place, one] of list.entries()) {
      const id = idOf(one.ref);
      const known = fused.get(id);
      const score = (known?.score ?? 0) + 1 / (K + place + 1);
      const reason = known ? `${known.found.reason}; ${one.reason}` : one.reason;
      fused.set(id, { found: { ref: one.ref, reason }, score });
    }
  }
  return [...fused.values()]
    .sort((a, b) => b.score - a.score || (idOf(a.found.ref) < idOf(b.found.ref) ? -1 : 1))
    .map(({ found }) => found);
}
