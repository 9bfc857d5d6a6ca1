import type { Finding } from './finding.ts';
import { NOT_REACHED, OPINION } from './finding.ts';

/**
 * What became of a finding: `open`, there is a comment of ours; `fixed`, we have resolved it since the finding was gone;
 * `listed`, GitHub did not take the comment, so the summary has it.
 */
export type ToldState = 'open' | 'fixed' | 'listed';

/** A finding that was told on this pull request before. */
export interface Told {
  fingerprint: string;
  rule: string;
  path: string;
  state: ToldState;
}

export interface Remarks {
  /** To be said at their lines, the gravest first. */
  comments: Finding[];
  /** For the summary comment: what there is no room for, and what the diff does not show. */
  listed: Finding[];
  /** Told findings that are gone. */
  gone: { fingerprint: string; rule: string; path: string }[];
}

/**
 * Decides what is said where. Never twice the same on one pull request, whatever people did with the comment; at most `max`
 * of our comments stand open at a time.
 */
export function chooseRemarks({
  findings,
  answered,
  told,
  max,
  judged,
}: {
  findings: readonly Finding[];
  /** Fingerprints of findings that a suggested test answers: they are there, and nothing more is said. */
  answered: ReadonlySet<string>;
  told: readonly Told[];
  max: number;
  /** Whether this review has looked at what the told finding is about. */
  judged: (told: Told) => boolean;
}): Remarks {
  const present = new Set(findings.map(({ fingerprint }) => fingerprint));
  const states = new Map(told.map(({ fingerprint, state }) => [fingerprint, state]));
  const isOpen = ({ fingerprint, state }: Told): boolean => state === 'open' && present.has(fingerprint);
  const room = Math.max(0, max - told.filter(isOpen).length);
  const fresh = findings
    .filter(({ fingerprint }) => !states.has(fingerprint) && !answered.has(fingerprint))
    .toSorted((a, b) => a.severity - b.severity || compare(a.path, b.path) || a.firstLine - b.firstLine);
  const comments = fresh.filter(({ isInDiff }) => isInDiff).slice(0, room);
  const isSaid = new Set(comments.map(({ fingerprint }) => fingerprint));
  const before = findings.filter(
    ({ fingerprint }) =>
      ['fixed', 'listed'].includes(states.get(fingerprint) ?? '') && !answered.has(fingerprint),
  );
  // The summary has sections of their own for these.
  const isElsewhere = ({ rule }: Finding): boolean => rule === NOT_REACHED || rule === OPINION;
  return {
    comments,
    listed: [...fresh.filter(({ fingerprint }) => !isSaid.has(fingerprint)), ...before].filter(
      (one) => !isElsewhere(one),
    ),
    gone: told
      .filter((one) => one.state === 'open' && !present.has(one.fingerprint) && judged(one))
      .map(({ fingerprint, rule, path }) => ({ fingerprint, rule, path })),
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
