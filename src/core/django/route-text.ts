import type { Route } from './route.ts';

/** Groups inside of groups deeper than this are not taken apart. */
const MAX_GROUP = 300;

/** A route as a URL that people read: `/api/orders/<pk>/pay/`. */
export function urlOf({ pieces }: Pick<Route, 'pieces'>): string {
  const text = pieces
    .map((piece) => (piece.isRegex ? readable(piece.text) : piece.text.replace(/<\w+:(\w+)>/g, '<$1>')))
    .join('');
  return `/${text.replace(/^\//, '')}`;
}

/** The name under which `reverse` finds a route: `v1:order-list`; null for one without a name. */
export function reverseNameOf({ name, namespaces }: Pick<Route, 'name' | 'namespaces'>): string | null {
  return name === null ? null : [...namespaces, name].join(':');
}

/** Named groups by their names, other groups as `<…>`; anchors and escapes are dropped. */
function readable(regex: string): string {
  let result = '';
  for (let at = 0; at < regex.length; at++) {
    const character = regex[at]!;
    if (character === '(') {
      const end = closing(regex, at);
      const group = regex.slice(at, end + 1);
      const name = /^\(\?P<(\w+)>/.exec(group)?.[1];
      if (name !== undefined || !group.startsWith('(?')) result += `<${name ?? '…'}>`;
      at = end;
    } else if (character === '\\') {
      const next = regex[++at] ?? '';
      if (/[./-]/.test(next)) result += next;
    } else if (!'^$?'.includes(character)) result += character;
  }
  return result;
}

function closing(regex: string, start: number): number {
  let depth = 0;
  let inClass = false;
  const last = Math.min(regex.length, start + MAX_GROUP);
  for (let at = start; at < last; at++) {
    const character = regex[at];
    if (character === '\\') at++;
    else if (character === '[') inClass = true;
    else if (character === ']') inClass = false;
    else if (!inClass && character === '(') depth++;
    else if (!inClass && character === ')' && --depth === 0) return at;
  }
  return last - 1;
}

/** Whether a URL of a report, a log or a test ends in this route; parts of the URL before it may be anything. */
export function fitsUrl(route: Pick<Route, 'pieces'>, url: string): boolean {
  const wanted = segments(urlOf(route)).map((one) => (/[<*+[\]|]/.test(one) ? null : one));
  const given = segments(url.split(/[?#]/)[0]!);
  if (!wanted.some((one) => one !== null)) return false;
  const start = given.length - wanted.length;
  return start >= 0 && wanted.every((one, at) => one === null || one === given[start + at]);
}

function segments(url: string): string[] {
  return url.split('/').filter((one) => one !== '');
}
