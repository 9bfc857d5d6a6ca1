import { fitsPath } from './path-pattern.ts';
import type { RepositoryConfiguration } from './schema.ts';

/** Characters of all wishes in one prompt. */
const MAX_WISHES = 6000;

/** The wishes of `instructions` for code at these paths, as preferences for a prompt; empty when there are none. */
export function describeWishes(
  instructions: RepositoryConfiguration['instructions'],
  targets: readonly { path: string }[],
): string {
  const lines: string[] = [];
  let left = MAX_WISHES;
  for (const { path, text } of instructions ?? []) {
    if (!targets.some((target) => fitsPath(path, target.path))) continue;
    const line = `- for code at ${path}: ${text.trim()}`;
    left -= line.length;
    if (left < 0) break;
    lines.push(line);
  }
  return lines.length === 0
    ? ''
    : ['The maintainers of this repository prefer, for the tests of some of its code:', ...lines].join('\n');
}
