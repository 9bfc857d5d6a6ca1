import type { SymbolRef } from '../index/project-index.ts';
import { argumentOf, type Call, calleeName, type Expression, nameIn, textIn } from './expression.ts';
import type { SyntaxProject } from './syntax-project.ts';

/** An extra action of a viewset: `@action(detail=True, methods=["post"])`. */
export interface ViewAction {
  /** The method's name. */
  name: string;
  isDetail: boolean;
  methods: string[];
  urlPath: string;
  urlName: string;
  /** Of its own, as written; null for those of the viewset. */
  permissions: string[] | null;
  /** Of its own, as written. */
  serializer: string | null;
}

const ACTION = /^([\w.]+\.)?(action|detail_route|list_route)\s*\(/;
const MAX_NAMES = 12;

/** The actions that a class declares; by DRF's older `@detail_route` and `@list_route` as well. */
export function actionsOf(project: SyntaxProject, { path, qualname }: SymbolRef): ViewAction[] {
  const members = [...project.index.symbolsOf(path).values()].filter(
    ({ owner, kind }) => owner === qualname && kind === 'function',
  );
  return members.flatMap(({ name, decorators }) => {
    const written = decorators.find((one) => ACTION.test(one));
    const call = written ? project.expressionOf(written) : null;
    if (call?.kind !== 'call') return [];
    // `@pay.mapping.delete` gives a further method to the same URL.
    const mapped = members.flatMap((one) =>
      one.decorators
        .filter((text) => text.startsWith(`${name}.mapping.`))
        .map((text) => text.split('.').at(-1)!),
    );
    return [readAction(call, name, mapped)];
  });
}

function readAction(call: Call, name: string, mapped: readonly string[]): ViewAction {
  const keyword = (wanted: string): Expression | null => argumentOf(call, wanted, null);
  const methods = keyword('methods');
  const listed =
    methods?.kind === 'list' ? methods.items.flatMap((one) => textIn(one)?.toLowerCase() ?? []) : [];
  const detail = argumentOf(call, 'detail', 1);
  const permissions = keyword('permission_classes');
  return {
    name,
    isDetail: calleeName(call) === 'detail_route' || (detail?.kind === 'literal' && detail.text === 'True'),
    methods: [...(listed.length > 0 ? listed : ['get']), ...mapped],
    urlPath: textIn(keyword('url_path')) ?? name,
    urlName: textIn(keyword('url_name')) ?? name.replaceAll('_', '-'),
    permissions: permissions ? namesIn(permissions) : null,
    serializer: nameIn(keyword('serializer_class')),
  };
}

/** Names in a list as written: `[IsAuthenticated, IsOwner | IsAdmin]`. */
export function namesIn(value: Expression): string[] {
  const parts = value.kind === 'sum' ? value.parts : [value];
  const items = parts.flatMap((one) => (one.kind === 'list' ? one.items : [one]));
  return items
    .slice(0, MAX_NAMES)
    .map(
      (item) => nameIn(item) ?? calleeName(item) ?? (item.kind === 'other' ? item.text.slice(0, 60) : '?'),
    );
}
