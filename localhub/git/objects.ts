import { askGit, gitText } from './git.ts';
import { forget, remember } from './remember.ts';

export interface Signature {
  name: string;
  email: string;
  /** ISO 8601 in UTC, as GitHub shows it. */
  date: string;
}

export interface CommitObject {
  sha: string;
  tree: string;
  parents: string[];
  author: Signature;
  committer: Signature;
  message: string;
}

export type ObjectType = 'commit' | 'tree' | 'blob' | 'tag';

/** Full SHA of a revision expression (branch, SHA, `a^{commit}`), or null when it names nothing. */
export async function findObject(gitDir: string, expression: string): Promise<string | null> {
  if (expression.startsWith('-')) return null;
  const { exitCode, stdout } = await askGit(
    gitDir,
    ['rev-parse', '--verify', '--quiet', '--end-of-options', expression],
    {
      answers: [1, 128],
    },
  );
  return exitCode === 0 ? (stdout.toString('utf8').trim().split('\n').pop() ?? null) : null;
}

/** The commit that an expression leads to, or null. Unlike `findObject` a full SHA must exist. */
export async function findCommit(gitDir: string, expression: string): Promise<string | null> {
  if (isFixed(expression)) return (await readObject(gitDir, `${expression}^{commit}`))?.sha ?? null;
  return findObject(gitDir, `${expression}^{commit}`);
}

export interface GitObject {
  sha: string;
  type: ObjectType;
  content: Buffer;
}

/** Larger objects are read anew each time. */
const rememberedBytes = 64 * 1024;

/** Type and content of an object, or null. Absent objects are an answer, not a failure. */
export async function readObject(gitDir: string, expression: string): Promise<GitObject | null> {
  if (!isFixed(expression)) return askForObject(gitDir, expression);
  const key = `object ${gitDir} ${expression}`;
  const object = await remember(key, () => askForObject(gitDir, expression));
  // What is not there yet may come.
  if (object === null || object.content.length > rememberedBytes) forget(key);
  return object;
}

/** Names the same object for ever: a full SHA, alone or with a path or a type. */
export function isFixed(expression: string): boolean {
  return /^[0-9a-f]{40}($|[:^])/.test(expression);
}

async function askForObject(gitDir: string, expression: string): Promise<GitObject | null> {
  return (await askForObjects(gitDir, [expression]))[0] ?? null;
}

/** Many objects by one git process, in the order asked for. */
export async function readObjects(
  gitDir: string,
  expressions: readonly string[],
): Promise<(GitObject | null)[]> {
  const found: (GitObject | null)[] = [];
  for (let start = 0; start < expressions.length; start += objectsAtOnce)
    found.push(...(await askForObjects(gitDir, expressions.slice(start, start + objectsAtOnce))));
  return found;
}

const objectsAtOnce = 100;

async function askForObjects(gitDir: string, expressions: readonly string[]): Promise<(GitObject | null)[]> {
  if (expressions.some((expression) => expression.includes('\n'))) return expressions.map(() => null);
  const input = expressions.map((expression) => `${expression}\n`).join('');
  const { stdout } = await askGit(gitDir, ['cat-file', '--batch'], { input });
  let position = 0;
  return expressions.map(() => {
    const end = stdout.indexOf(10, position);
    const header = stdout.subarray(position, end).toString('utf8');
    position = end + 1;
    const match = /^([0-9a-f]{40}) (commit|tree|blob|tag) (\d+)$/.exec(header);
    if (!match) return null;
    const content = stdout.subarray(position, position + Number(match[3]));
    position += content.length + 1;
    return { sha: match[1]!, type: match[2] as ObjectType, content };
  });
}

function parseSignature(line: string): Signature {
  const match = /^(.*) <(.*)> (\d+) [+-]\d{4}$/.exec(line);
  if (!match) return { name: line, email: '', date: new Date(0).toISOString() };
  const date = new Date(Number(match[3]) * 1000).toISOString().replace('.000Z', 'Z');
  return { name: match[1]!, email: match[2]!, date };
}

function parseCommit(sha: string, text: string): CommitObject {
  const split = text.indexOf('\n\n');
  const headers = text.slice(0, split).split('\n');
  const all = (name: string) =>
    headers.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1));
  return {
    sha,
    tree: all('tree')[0]!,
    parents: all('parent'),
    author: parseSignature(all('author')[0]!),
    committer: parseSignature(all('committer')[0]!),
    message: text.slice(split + 2).replace(/\n$/, ''),
  };
}

/** A commit by SHA or revision expression, or null. */
export async function readCommit(gitDir: string, expression: string): Promise<CommitObject | null> {
  const object = await readObject(gitDir, `${expression}^{commit}`);
  return object === null ? null : parseCommit(object.sha, object.content.toString('utf8'));
}

export function writeBlob(gitDir: string, content: Uint8Array): Promise<string> {
  return gitText(gitDir, ['hash-object', '-w', '--stdin'], { input: content });
}

/** Writes a commit with exactly this message; nothing is stripped or added. */
export function writeCommit(
  gitDir: string,
  commit: { tree: string; parents: string[]; message: string; author: Signature; committer: Signature },
): Promise<string> {
  const line = (name: string, who: Signature) =>
    `${name} ${who.name} <${who.email}> ${Math.floor(Date.parse(who.date) / 1000)} +0000\n`;
  const parents = commit.parents.map((sha) => `parent ${sha}\n`).join('');
  const text = `tree ${commit.tree}\n${parents}${line('author', commit.author)}${line('committer', commit.committer)}\n${commit.message}`;
  return gitText(gitDir, ['hash-object', '-t', 'commit', '-w', '--stdin'], { input: text });
}
