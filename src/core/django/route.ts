import type { SymbolRef } from '../index/project-index.ts';

/** A URL pattern with all that includes it, and the view behind it. */
export interface Route {
  /** Patterns from the root on, joined: `api/^orders/(?P<pk>[^/.]+)/$`. */
  pattern: string;
  /** The same piece by piece, each with how it is written. */
  pieces: { text: string; isRegex: boolean }[];
  name: string | null;
  /** Of the includes around it. */
  namespaces: string[];
  /** Class or function of the project; null for other people's views, and for those that only running shows. */
  view: SymbolRef | null;
  /** As written, or its dotted name outside of the project. */
  viewName: string;
  /** HTTP method → method of a viewset; null for anything else. */
  actions: Record<string, string> | null;
  /** Decorators around the view. */
  wrappers: string[];
  path: string;
  line: number;
}

/** The same route with a format behind it, as `format_suffix_patterns` and `DefaultRouter` add one. */
export function withFormat(route: Route): Route {
  const last = route.pieces.at(-1)!;
  const text = last.isRegex
    ? `${last.text.replace(/\/?\$?$/, '').replace(/\/$/, '')}\\.(?P<format>[a-z0-9]+)/?$`
    : `${last.text.replace(/\/$/, '')}<drf_format_suffix:format>`;
  const pieces = [...route.pieces.slice(0, -1), { text, isRegex: last.isRegex }];
  return { ...route, pieces, pattern: pieces.map((piece) => piece.text).join('') };
}
