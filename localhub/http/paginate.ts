import type { Call } from './call.ts';

export interface Page<T> {
  items: T[];
  headers: Record<string, string>;
}

/** Thirty items unless asked otherwise, never more than a hundred: https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api */
export function pageSize(call: Call): number {
  return Math.min(100, Math.max(1, Number(call.query['per_page'] ?? 30)));
}

/** The page that was asked for, and the Link header to the others. */
export function paginate<T>(call: Call, all: readonly T[]): Page<T> {
  const size = pageSize(call);
  const page = Math.max(1, Number(call.query['page'] ?? 1));
  const last = Math.max(1, Math.ceil(all.length / size));
  const links: [string, number][] = [];
  if (page > 1) links.push(['prev', Math.min(page - 1, last)], ['first', 1]);
  if (page < last) links.push(['next', page + 1], ['last', last]);
  const link = links
    .map(([relation, number]) => renderLink(call, 'page', String(number), relation))
    .join(', ');
  return { items: all.slice((page - 1) * size, page * size), headers: link === '' ? {} : { link } };
}

export function renderLink(call: Call, parameter: string, value: string, relation: string): string {
  const url = new URL(call.url);
  url.searchParams.set(parameter, value);
  return `<${url}>; rel="${relation}"`;
}
