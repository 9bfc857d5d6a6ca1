import { RunnerProblem } from './problem.ts';

/**
 * A filter pattern of `on:` as a regular expression. Unlike a shell glob, `?` and `+` repeat what stands before
 * them: https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#filter-pattern-cheat-sheet
 */
export function compileFilterPattern(pattern: string): RegExp {
  let source = '';
  for (let position = 0; position < pattern.length; position += 1) {
    const character = pattern[position]!;
    if (pattern.startsWith('**/', position) && (position === 0 || pattern[position - 1] === '/')) {
      // `**/` also stands for no folder at all.
      source += '(?:.*/)?';
      position += 2;
    } else if (pattern.startsWith('**', position)) {
      source += '.*';
      position += 1;
    } else if (character === '*') source += '[^/]*';
    else if (character === '?' || character === '+') source += character;
    else if (character === '[') {
      const end = pattern.indexOf(']', position);
      if (end === -1) throw new RunnerProblem(`The filter pattern '${pattern}' has an open bracket`);
      source += `[${pattern.slice(position + 1, end).replace(/[\\^[]/g, '\\$&')}]`;
      position = end;
    } else if (character === '\\' && position + 1 < pattern.length) {
      position += 1;
      source += escapeCharacter(pattern[position]!);
    } else source += escapeCharacter(character);
  }
  try {
    return new RegExp(`^${source}$`, 's');
  } catch (error) {
    throw new RunnerProblem(`The filter pattern '${pattern}' is not valid`, { cause: error });
  }
}

function escapeCharacter(character: string): string {
  return character.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

/** Whether the patterns select a name: the last pattern that matches decides, and one with `!` takes it out. */
export function matchesFilter(patterns: string[], name: string): boolean {
  let selected = false;
  for (const pattern of patterns) {
    const excludes = pattern.startsWith('!');
    if (compileFilterPattern(excludes ? pattern.slice(1) : pattern).test(name)) selected = !excludes;
  }
  return selected;
}
