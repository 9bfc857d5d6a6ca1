import { findCommandLine, MAX_COMMAND_LINE } from '../names/command-line.ts';
import { nearestWord } from './nearest-word.ts';

/**
 * What a maintainer may ask for in a comment: a closed list. No settings, no endpoints, no `key=value`: commands that
 * override settings have leaked tokens elsewhere (docs/security.md).
 */
export const COMMANDS = {
  help: { usage: '/testwright help', what: 'lists the commands' },
  apply: {
    usage: '/testwright apply 1 3` or `/testwright apply all',
    what: 'puts suggested tests on this pull request’s branch',
  },
  reject: {
    usage: '/testwright reject 2 because …',
    what: 'takes a suggestion away and remembers why, also for later pull requests',
  },
  ok: {
    usage: '/testwright ok <SHA>',
    what: 'lets this repository’s CI run that commit of a fork, and no other',
  },
  review: { usage: '/testwright review', what: 'reviews the present head, also after a pause' },
  'edge-cases': {
    usage: '/testwright edge-cases` or `/testwright edge-cases path.py::name',
    what: 'asks for tests of edge cases, also where every line is covered already',
  },
  fix: {
    usage: '/testwright fix',
    what: 'says why tests of this pull request fail, and proposes the change to a test that is out of date',
  },
  retry: { usage: '/testwright retry', what: 'repeats a review that ended for a reason outside the code' },
  pause: { usage: '/testwright pause', what: 'leaves this pull request alone until `resume` or `review`' },
  resume: { usage: '/testwright resume', what: 'ends a pause' },
  repro: {
    usage: '/testwright repro',
    what: 'on an issue: asks for a failing test that shows the reported bug',
  },
  status: { usage: '/testwright status', what: 'says what is going on and what is missing' },
} as const satisfies Record<string, { usage: string; what: string }>;

export type CommandName = keyof typeof COMMANDS;

/** Numbers of suggestions as people write them: 3 stands for `s3`. */
export type Command =
  | { name: 'help' | 'review' | 'retry' | 'pause' | 'resume' | 'status' | 'repro' }
  /** `target` as it was written: an id, a name, or null for every target of the pull request. */
  | { name: 'edge-cases'; target: string | null }
  | { name: 'fix' }
  | { name: 'apply'; ids: string[] | 'all' }
  | { name: 'reject'; ids: string[]; reason: string | null }
  /** `sha`: in lower case, the whole or its beginning. */
  | { name: 'ok'; sha: string };

export type CommandReading =
  /** The comment does not speak to us. */
  | { kind: 'none' }
  | { kind: 'command'; command: Command }
  /** One sentence that says what to write instead; Markdown of ours, quoting at most a word of the comment. */
  | { kind: 'problem'; problem: string };

const MAX_IDS = 50;
const MAX_REASON = 500;
/** Anyone with a graphics card finds two commits that share seven characters, and pushes the other one meanwhile. */
const MIN_SHA = 12;

/** The command of a comment; see `findCommandLine` for where it stands. */
export function parseCommand(body: string): CommandReading {
  const line = findCommandLine(body);
  if (line === null) return { kind: 'none' };
  if (line.length > MAX_COMMAND_LINE) {
    return problem(`That command is longer than the ${MAX_COMMAND_LINE} characters that are read.`);
  }
  const [, word = '', rest = ''] = /^\/testwright\s*(\S*)\s*([\s\S]*)$/i.exec(line)!;
  const name = word.toLowerCase();
  if (name === '') return { kind: 'command', command: { name: 'help' } };
  if (!isCommandName(name)) return problem(describeUnknown(name));
  switch (name) {
    case 'apply':
      return parseApply(rest);
    case 'reject':
      return parseReject(rest);
    case 'ok':
      return parseOk(rest);
    case 'edge-cases':
      return parseEdgeCases(rest);
    default:
      return rest === ''
        ? { kind: 'command', command: { name } }
        : problem(`\`${name}\` takes nothing behind it. Write \`${COMMANDS[name].usage}\`.`);
  }
}

/** What `help` answers. */
export function renderHelp(): string {
  const rows = Object.values(COMMANDS).map(({ usage, what }) => `- \`${usage}\` ${what}`);
  return ['Write one of these as a comment of its own:', '', ...rows].join('\n');
}

function isCommandName(name: string): name is CommandName {
  return Object.hasOwn(COMMANDS, name);
}

function parseApply(rest: string): CommandReading {
  if (/^all$/i.test(rest)) return { kind: 'command', command: { name: 'apply', ids: 'all' } };
  const read = readIds(rest);
  if (read.rest !== '' || read.ids.length === 0) {
    return problem(`Name the suggestions by number: \`${COMMANDS.apply.usage}\`.`);
  }
  return read.ids.length > MAX_IDS
    ? problem(
        `At most ${MAX_IDS} suggestions can be named at once; \`/testwright apply all\` takes them all.`,
      )
    : { kind: 'command', command: { name: 'apply', ids: read.ids } };
}

function parseReject(rest: string): CommandReading {
  const read = readIds(rest);
  const because = /^because\b[:,]?\s*([\s\S]*)$/i.exec(read.rest);
  if (read.ids.length === 0 || read.ids.length > MAX_IDS || (read.rest !== '' && !because)) {
    return problem(`Name the suggestions by number, and a reason if you like: \`${COMMANDS.reject.usage}\`.`);
  }
  const reason = because?.[1]?.trim().slice(0, MAX_REASON).toWellFormed() || null;
  return { kind: 'command', command: { name: 'reject', ids: read.ids, reason } };
}

function parseOk(rest: string): CommandReading {
  const sha = rest.replace(/^`(.*)`$/, '$1').toLowerCase();
  return new RegExp(`^[0-9a-f]{${MIN_SHA},64}$`).test(sha)
    ? { kind: 'command', command: { name: 'ok', sha } }
    : problem(
        `Name the commit that you have read, by its whole SHA or at least ${MIN_SHA} characters of it: \`${COMMANDS.ok.usage}\`.`,
      );
}

/** `prices.py::total`, `total` or `Basket.total`, in backticks if somebody likes. */
const TARGET = /^`?((?:[\p{L}\p{N}_./-]{1,300}::)?[\p{L}\p{N}_.]{1,200})`?$/u;

function parseEdgeCases(rest: string): CommandReading {
  if (rest === '') return { kind: 'command', command: { name: 'edge-cases', target: null } };
  const target = TARGET.exec(rest)?.[1];
  return target === undefined
    ? problem(`Name one function, method or class, or none: \`${COMMANDS['edge-cases'].usage}\`.`)
    : { kind: 'command', command: { name: 'edge-cases', target } };
}

/** Leading numbers (`1 3`, `1, 3`, `s1 and s3`, `#1`), each once, and what follows them. */
function readIds(text: string): { ids: string[]; rest: string } {
  const ids = new Set<string>();
  let rest = text;
  for (;;) {
    const match = /^(?:and\s+|[,;&]\s*)?[s#]?([1-9][0-9]{0,5})(?=$|[\s,;&])[\s]*/i.exec(rest);
    if (!match) return { ids: [...ids], rest: rest.trim() };
    ids.add(`s${match[1]}`);
    rest = rest.slice(match[0].length);
  }
}

function describeUnknown(name: string): string {
  const near = nearestWord(name, Object.keys(COMMANDS));
  const shown = name.replace(/[^a-z0-9_-]/g, '').slice(0, 40);
  const start = shown === '' ? 'That is no command.' : `There is no command \`${shown}\`.`;
  return near
    ? `${start} Did you mean \`/testwright ${near}\`?`
    : `${start} \`/testwright help\` lists them.`;
}

function problem(text: string): CommandReading {
  return { kind: 'problem', problem: text };
}
