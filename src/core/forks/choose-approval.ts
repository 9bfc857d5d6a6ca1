/** What an approval says and where the pull request stands. */
export interface ApprovalWish {
  /** As it was written, in lower case: the whole SHA or its beginning. */
  sha: string;
  pull: { state: 'open' | 'closed'; headSha: string; isFork: boolean };
  /** Every head of the pull request that was seen. */
  knownHeads: readonly string[];
  /** Who has approved this very head before, by another comment. */
  approvedBefore: { login: string } | null;
}

export type ChosenApproval = { kind: 'approve' } | { kind: 'refused'; code: ApprovalRefusal; reason: string };

export type ApprovalRefusal =
  | 'pull-request-closed'
  | 'not-a-fork'
  | 'head-moved'
  | 'ambiguous-sha'
  | 'approved-before';

/**
 * Whether the code of a fork may be run: exactly the commit that was named, and only while it is the head. Reasons are
 * sentences for the thread; what is code stands between backticks.
 *
 * A beginning counts as long as no other head that was seen begins alike: otherwise somebody could push a second commit
 * with the same beginning while a maintainer reads the first.
 */
export function chooseApproval(wish: ApprovalWish): ChosenApproval {
  const { sha, pull, knownHeads, approvedBefore } = wish;
  const { headSha } = pull;
  if (pull.state === 'closed') return refuse('pull-request-closed', 'This pull request is closed.');
  if (!pull.isFork) {
    return refuse(
      'not-a-fork',
      'This pull request comes from a branch of this repository; its code is run without being approved.',
    );
  }
  if (!headSha.startsWith(sha)) {
    return refuse(
      'head-moved',
      `The head of this pull request is \`${headSha}\` now. Look at that commit; \`/testwright ok ${headSha}\` approves it.`,
    );
  }
  if (knownHeads.some((known) => known !== headSha && known.startsWith(sha))) {
    return refuse(
      'ambiguous-sha',
      `More than one commit of this pull request begins with \`${sha}\`. Name the whole SHA of the one you have read.`,
    );
  }
  return approvedBefore
    ? refuse(
        'approved-before',
        `${approvedBefore.login} has approved this commit already; \`/testwright review\` reviews it again.`,
      )
    : { kind: 'approve' };
}

function refuse(code: ApprovalRefusal, reason: string): ChosenApproval {
  return { kind: 'refused', code, reason };
}
