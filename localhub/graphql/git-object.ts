import { isGranted } from '../auth/permissions.ts';
import { findObject, type GitObject, readObjects } from '../git/objects.ts';
import type { Call } from '../http/call.ts';
import type { RepositoryRecord } from '../records.ts';
import { GraphqlError } from './graphql-error.ts';
import type { Fields } from './schema.ts';

/** `Blob.text` ends here and `isTruncated` says so; seen at GitHub, whose documents name no number. */
const textBytes = 512_000;
/** As far as git itself looks for a NUL. */
const sniffedBytes = 8000;

const typenames = { blob: 'Blob', tree: 'Tree', commit: 'Commit', tag: 'Tag' };

/** The field `Repository.object`. What one request asks for is read by one git process. */
export function askForObject(
  call: Call,
  repository: RepositoryRecord,
): (args: Record<string, unknown>) => Promise<Fields | null> {
  const load = createLoader(repository.gitDir);
  return async (args) => {
    const may =
      call.principal.kind === 'installation' &&
      isGranted(call.principal.token.permissions, 'contents', 'read');
    if (!may) throw new GraphqlError('FORBIDDEN', 'Resource not accessible by integration');
    const { oid, expression } = args;
    const sha =
      typeof oid === 'string' ? oid : await findObject(repository.gitDir, String(expression ?? 'HEAD'));
    if (sha === null) return null;
    const object = await load(sha);
    return object === null ? null : renderObject(object);
  };
}

/** https://docs.github.com/graphql/reference/objects#blob */
function renderObject({ sha, type, content }: GitObject): Fields {
  const own = { __typename: typenames[type], oid: sha };
  if (type !== 'blob') return own;
  const isBinary = content.subarray(0, sniffedBytes).includes(0);
  return {
    ...own,
    byteSize: content.length,
    isBinary,
    isTruncated: content.length > textBytes,
    text: isBinary ? null : content.subarray(0, textBytes).toString('utf8'),
  };
}

/** Collects what is asked for before the next turn of the event loop. */
function createLoader(gitDir: string): (sha: string) => Promise<GitObject | null> {
  let waiting: { sha: string; resolve(object: GitObject | null): void; reject(error: unknown): void }[] = [];
  async function flush(): Promise<void> {
    const all = waiting;
    waiting = [];
    try {
      const objects = await readObjects(
        gitDir,
        all.map(({ sha }) => sha),
      );
      all.forEach(({ resolve }, index) => {
        resolve(objects[index] ?? null);
      });
    } catch (error) {
      for (const { reject } of all) reject(error);
    }
  }
  return (sha) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) setImmediate(() => void flush());
      waiting.push({ sha, resolve, reject });
    });
}
