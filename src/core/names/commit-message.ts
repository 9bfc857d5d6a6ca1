/** What a companion commit says about itself in trailers; `ci/` and the app both read it. */
export interface CompanionTrailers {
  runId: string;
  round: number;
  /** Merge base of the pull request, fixed per run. */
  baseSha: string;
  kind: 'tests' | 'probe';
  /** Whether CI shall run base's and head's own suites in this round, or the app keeps earlier results. */
  suites: 'base head' | 'none';
  /** `confirm`: each suggestion was measured in an earlier round, so only what depends on the set is measured again. */
  evidence: 'full' | 'confirm';
}

/**
 * The message of a companion commit. `[skip ci]` keeps the repository's `on: push` workflows (and their secrets)
 * away from code nobody has reviewed:
 * https://docs.github.com/actions/managing-workflow-runs/skipping-workflow-runs
 */
export function renderCommitMessage(subject: string, trailers: CompanionTrailers): string {
  return [
    `${subject} [skip ci]`,
    '',
    `Testwright-Run: ${trailers.runId}`,
    `Testwright-Round: ${trailers.round}`,
    `Testwright-Base: ${trailers.baseSha}`,
    `Testwright-Kind: ${trailers.kind}`,
    `Testwright-Suites: ${trailers.suites}`,
    `Testwright-Evidence: ${trailers.evidence}`,
    '',
  ].join('\n');
}

/** The trailers of a companion commit's message, or null when any is missing or malformed. */
export function parseCommitMessage(message: string): CompanionTrailers | null {
  const lines = message.trimEnd().split('\n');
  const trailer = (name: string): string | null => {
    const line = lines.findLast((candidate) => candidate.startsWith(`${name}: `));
    return line ? line.slice(name.length + 2).trim() : null;
  };
  const runId = trailer('Testwright-Run');
  const round = trailer('Testwright-Round');
  const baseSha = trailer('Testwright-Base');
  const kind = trailer('Testwright-Kind');
  const suites = trailer('Testwright-Suites');
  const evidence = trailer('Testwright-Evidence') ?? 'full';
  if (!runId || !round || !/^[1-9][0-9]{0,3}$/.test(round) || !baseSha || !/^[0-9a-f]{40,64}$/.test(baseSha))
    return null;
  if (kind !== 'tests' && kind !== 'probe') return null;
  if (suites !== 'base head' && suites !== 'none') return null;
  if (evidence !== 'full' && evidence !== 'confirm') return null;
  return { runId, round: Number(round), baseSha, kind, suites, evidence };
}
