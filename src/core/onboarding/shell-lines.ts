/** Commands of a script beyond these are not looked at. */
const MAX_COMMANDS = 200;
const MAX_LENGTH = 2_000;

/** One command of a `run` script. */
export interface ShellCommand {
  text: string;
  /** Lines below the first one of the script. */
  offset: number;
  /** The folder that an earlier `cd` of the script led to; null when that cannot be told. */
  folder: string | null;
}

/**
 * The commands of a shell script, as far as reading line by line can tell: continued lines joined, `&&` split, `cd`
 * followed. It is never executed and decides nothing but what a person is shown.
 */
export function readCommands(script: string): ShellCommand[] {
  const commands: ShellCommand[] = [];
  let folder: string | null = '';
  let pending = '';
  let start = 0;
  for (const [index, line] of script.split('\n').entries()) {
    if (commands.length >= MAX_COMMANDS) break;
    if (pending === '') start = index;
    const joined: string = `${pending}${line.trim()}`.slice(0, MAX_LENGTH);
    if (joined.endsWith('\\')) {
      pending = joined.slice(0, -1);
      continue;
    }
    pending = '';
    for (const part of splitParts(joined)) {
      const text = part.trim();
      const moved = /^(?:cd|pushd)\s+["']?([\w./-]+)["']?$/.exec(text);
      if (moved) folder = folder === null ? null : joinFolder(folder, moved[1]!);
      else if (/^(?:cd|pushd|popd)\b/.test(text)) folder = null;
      else if (text !== '' && !text.startsWith('#')) commands.push({ text, offset: start, folder });
    }
  }
  return commands;
}

/** `a` and `./b/` → `a/b`; null when it leaves the repository. */
export function joinFolder(folder: string, more: string): string | null {
  if (more.startsWith('/')) return null;
  const parts = folder === '' ? [] : folder.split('/');
  for (const part of more.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return null;
  }
  return parts.join('/');
}

/** Words of a command, quotes taken away. */
export function wordsOf(command: string): string[] {
  return [...command.matchAll(/(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|[^\s"']+)+/g)].map((match) =>
    match[0].replace(
      /"((?:[^"\\]|\\.)*)"|'([^']*)'/g,
      (_all, double?: string, single?: string) => double ?? single ?? '',
    ),
  );
}

/** At `&&` and `;` outside of quotes and substitutions. */
function splitParts(line: string): string[] {
  const parts = [''];
  let quote = '';
  for (let index = 0; index < line.length; index++) {
    const character = line[index]!;
    if (quote !== '') quote = character === quote ? '' : quote;
    else if (character === '"' || character === "'") quote = character;
    else if (character === ';' || line.startsWith('&&', index)) {
      if (character === '&') index++;
      parts.push('');
      continue;
    }
    parts[parts.length - 1] += character;
  }
  return parts;
}
