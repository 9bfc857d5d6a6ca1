import { GraphqlError } from './graphql-error.ts';
import type { Fields } from './schema.ts';

/** A page of a list as GraphQL has it: `first` up to 100, `after` a cursor of this list. */
export async function connection<T>(
  all: readonly T[],
  args: Record<string, unknown>,
  render: (item: T) => Promise<Fields> | Fields,
): Promise<Fields> {
  const first = Number(args['first']);
  if (!Number.isInteger(first) || first < 1 || first > 100)
    throw new GraphqlError('INVALID', 'Requesting records needs `first` from 1 to 100');
  const start = typeof args['after'] === 'string' ? readCursor(args['after']) : 0;
  const items = all.slice(start, start + first);
  return {
    totalCount: all.length,
    pageInfo: {
      hasNextPage: start + items.length < all.length,
      hasPreviousPage: start > 0,
      startCursor: items.length === 0 ? null : renderCursor(start + 1),
      endCursor: items.length === 0 ? null : renderCursor(start + items.length),
    },
    nodes: await Promise.all(items.map(render)),
  };
}

/** @param position counted from one */
function renderCursor(position: number): string {
  return Buffer.from(`cursor:${position}`).toString('base64');
}

function readCursor(cursor: string): number {
  const match = /^cursor:(\d+)$/.exec(Buffer.from(cursor, 'base64').toString('utf8'));
  if (match === null)
    throw new GraphqlError('INVALID', `\`${cursor}\` does not appear to be a valid cursor.`);
  return Number(match[1]);
}
