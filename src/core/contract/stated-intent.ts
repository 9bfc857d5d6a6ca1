/** An issue that the pull request says it resolves. */
export interface LinkedIssue {
  number: number;
  title: string;
  body: string;
}

/** A test file that the pull request changes; a side that is not there is null. */
export interface ChangedTest {
  path: string;
  head: string | null;
  base: string | null;
}

/** What the people behind a change say that it is meant to do; texts are cut, because they are kept with the run. */
export interface StatedIntent {
  title: string;
  body: string;
  issues: LinkedIssue[];
  changedTests: ChangedTest[];
}

export const NO_INTENT: StatedIntent = { title: '', body: '', issues: [], changedTests: [] };

const MAX_TITLE = 300;
const MAX_BODY = 4_000;
/** Texts of changed tests in all, in characters. */
const MAX_CHANGED_TESTS = 60_000;
/** More issues than this are not read. */
const MAX_ISSUES = 3;

/** What is kept of the pull request's own words and tests, whole files only. */
export function buildIntent(
  pull: { title: string; body: string },
  changedTests: readonly ChangedTest[],
): StatedIntent {
  const kept: ChangedTest[] = [];
  let size = 0;
  for (const file of changedTests) {
    const length = (file.head?.length ?? 0) + (file.base?.length ?? 0);
    if (size + length > MAX_CHANGED_TESTS) continue;
    size += length;
    kept.push(file);
  }
  return { ...cutText(pull), issues: [], changedTests: kept };
}

/** A title and body as they are kept. */
export function cutText({ title, body }: { title: string; body: string }): { title: string; body: string } {
  return {
    title: title.slice(0, MAX_TITLE).toWellFormed(),
    body: body.slice(0, MAX_BODY).toWellFormed(),
  };
}

/** https://docs.github.com/en/issues/tracking-your-work-with-issues/using-issues/linking-a-pull-request-to-an-issue */
const CLOSING =
  /\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?\s+(?:([\w.-]+\/[\w.-]+)|https?:\/\/[^\s/]+\/([\w.-]+\/[\w.-]+)\/issues\/(?=\d))?#?(\d{1,10})\b/gi;

/**
 * Numbers of the issues of this repository that a pull request says it closes, at most three, in the order written.
 * `repository` is `owner/name`.
 */
export function findLinkedIssues(pull: { title: string; body: string }, repository: string): number[] {
  const numbers = [...`${pull.title}\n${pull.body}`.matchAll(CLOSING)].flatMap((match) => {
    const named = match[1] ?? match[2];
    const isMarked = named !== undefined || match[0].includes('#');
    if (!isMarked || (named && named.toLowerCase() !== repository.toLowerCase())) return [];
    return [Number(match[3])];
  });
  return [...new Set(numbers)].filter((number) => number > 0).slice(0, MAX_ISSUES);
}
