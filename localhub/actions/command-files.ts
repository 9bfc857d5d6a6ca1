import { StepFailure } from './problem.ts';

/**
 * The pairs in a GITHUB_ENV or GITHUB_OUTPUT file: `name=value` lines and `name<<MARK … MARK` blocks:
 * https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands#multiline-strings
 */
export function parseCommandFile(text: string, kind: 'env' | 'output'): [name: string, value: string][] {
  const pairs: [string, string][] = [];
  const lines = text.split(/\r?\n/);
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index]!;
    if (line === '') continue;
    const equals = line.indexOf('=');
    const block = line.indexOf('<<');
    if (equals >= 0 && (block < 0 || equals < block)) {
      requireName(line, equals, kind);
      pairs.push([line.slice(0, equals), line.slice(equals + 1)]);
    } else if (block >= 0) {
      requireName(line, block, kind);
      const mark = line.slice(block + 2);
      const end = mark === '' ? -1 : lines.indexOf(mark, index + 1);
      if (end === -1)
        throw new StepFailure(
          `Unable to process file command '${kind}': matching delimiter not found '${mark}'`,
        );
      pairs.push([line.slice(0, block), lines.slice(index + 1, end).join('\n')]);
      index = end;
    } else throw new StepFailure(`Unable to process file command '${kind}': invalid format '${line}'`);
  }
  return pairs;
}

function requireName(line: string, length: number, kind: string): void {
  if (length === 0)
    throw new StepFailure(`Unable to process file command '${kind}': invalid format '${line}'`);
}

/** Names that a step may not set for later steps: what the runner owns, and one that would change tools. */
export function isProtectedName(name: string): boolean {
  return /^(GITHUB_|RUNNER_)/i.test(name) || name.toUpperCase() === 'NODE_OPTIONS';
}
