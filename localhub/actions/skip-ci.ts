const MARKS = ['[skip ci]', '[ci skip]', '[no ci]', '[skip actions]', '[actions skip]'];

/**
 * Whether a head commit's message keeps `push` and `pull_request` workflows from starting:
 * https://docs.github.com/actions/managing-workflow-runs/skipping-workflow-runs
 */
export function asksToSkip(message: string): boolean {
  return MARKS.some((mark) => message.includes(mark)) || hasSkipTrailer(message);
}

/** `skip-checks: true` as the last trailer; a subject line alone is no trailer. */
function hasSkipTrailer(message: string): boolean {
  const lines = message.trimEnd().split(/\r?\n/);
  if (!/^skip-checks: ?true$/.test(lines.at(-1) ?? '')) return false;
  const blank = lines.findLastIndex((line) => line.trim() === '');
  return blank > 0 && lines.slice(blank + 1).every((line) => /^[A-Za-z0-9-]+: ?\S/.test(line));
}
