import type { SyntaxNode } from '../python/parser.ts';
import { dottedName, walk } from '../suggestions/syntax.ts';

/** A URL pattern and the view that it names. */
export interface Route {
  view: string;
  /** Of the pattern; a longer one that fits says more. */
  length: number;
  /** Whether a URL of a report ends in this pattern: prefixes of an `include` are not followed. */
  fits: (url: string) => boolean;
}

/**
 * The routes of a `urls.py`: `path`, `re_path`, `url`, and `register` of a router. Each pattern is taken by itself, since
 * what includes it may be anywhere. https://docs.djangoproject.com/en/stable/topics/http/urls/
 */
export function findRoutes(root: SyntaxNode, path: string): Route[] {
  if (!/(^|\/)(urls|routers?|api)(\.py|\/)/.test(path)) return [];
  const routes: Route[] = [];
  walk(root, (node) => {
    if (node.type !== 'call') return;
    const name = dottedName(node.childForFieldName('function')!) ?? '';
    const kind = /(?:^|\.)(path|re_path|url|register)$/.exec(name)?.[1];
    if (!kind) return;
    const [pattern, view] = (node.childForFieldName('arguments')?.namedChildren ?? []).filter(
      (child) => child.type !== 'comment' && child.type !== 'keyword_argument',
    );
    const text =
      pattern?.type === 'string'
        ? (pattern.namedChildren.find((part) => part.type === 'string_content')?.text ?? '')
        : null;
    const viewName = view ? readView(view) : null;
    if (text === null || viewName === null || text.length > 300) return;
    const parts = splitPattern(text, kind);
    routes.push({
      view: viewName,
      length: parts.length,
      fits: (url) => endsWith(url, parts, kind === 'register'),
    });
  });
  return routes;
}

/** `views.order_list`, `OrderView.as_view()`, `OrderViewSet`. */
function readView(node: SyntaxNode): string | null {
  const callee = node.type === 'call' ? node.childForFieldName('function')! : node;
  const name = dottedName(callee);
  if (name === null || /(^|\.)include$/.test(name)) return null;
  return name
    .replace(/\.as_view$/, '')
    .split('.')
    .at(-1)!;
}

/** Segments of a pattern; null stands for one that takes any text. */
function splitPattern(pattern: string, kind: string): (string | null)[] {
  const plain =
    kind === 'path' || kind === 'register'
      ? pattern
      : pattern.replace(/[\^$]|\\(?=\/)/g, '').replace(/\\\./g, '.');
  return plain
    .split('/')
    .filter((part) => part !== '')
    .map((part) => (/[<(*+?[\\]/.test(part) ? null : part));
}

function endsWith(url: string, parts: readonly (string | null)[], mayGoOn: boolean): boolean {
  const given = url
    .split(/[?#]/)[0]!
    .split('/')
    .filter((part) => part !== '');
  if (parts.length === 0 || !parts.some((part) => part !== null)) return false;
  // A router adds a key and an action behind what is registered.
  const ends = mayGoOn ? [given.length, given.length - 1, given.length - 2] : [given.length];
  return ends.some((end) => {
    const start = end - parts.length;
    return start >= 0 && parts.every((part, index) => part === null || part === given[start + index]);
  });
}
