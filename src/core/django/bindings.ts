import type { SymbolRef } from '../index/project-index.ts';
import { type Expression, nameIn, textIn } from './expression.ts';
import { resolveWhole, type SyntaxProject } from './syntax-project.ts';

/** Where an expression is read: names are looked up in the function first, then in the module. */
export interface Place {
  path: string;
  /** Qualified name; `''` for the module. */
  within: string;
  line: number;
}

/** Names that modules and functions bind, as far as syntax says. */
export interface Bindings {
  /** What each name is bound to in the end; several ways become a choice. */
  of(place: Place): ReadonlyMap<string, Expression>;
  /** The variable, function or class that a name of this file means; null for modules and what is not known. */
  variable(name: string, path: string): SymbolRef | null;
  /** What a module-level variable is assigned last. */
  assigned(ref: SymbolRef): Expression | null;
  /** A text, also by the name of a constant or a sum of both. */
  text(value: Expression | null, place: Place): string | null;
}

const MAX_SUM = 6;

/** @param tell hears what keeps a value from being known */
export function createBindings(project: SyntaxProject, tell: (problem: string) => void): Bindings {
  const known = new Map<string, Map<string, Expression>>();
  return { of, variable, assigned, text };

  function of(place: Place): Map<string, Expression> {
    const key = `${place.path}::${place.within}`;
    const earlier = known.get(key);
    if (earlier) return earlier;
    const values = new Map<string, Expression>();
    known.set(key, values);
    const statements = place.within
      ? project.functionOf({ path: place.path, qualname: place.within })
      : (project.moduleOf(place.path).get('') ?? []);
    for (const { kind, target, value, isConditional, isRepeated } of statements) {
      const before = values.get(target);
      if (kind === 'assign') {
        const next = before ? replaceName(value, target, before, 0) : value;
        values.set(target, isConditional && before ? { kind: 'choice', options: [before, next] } : next);
      } else if (kind === 'add') {
        const start = before ? [before] : imported(target, place);
        values.set(target, { kind: 'sum', parts: [...start, value] });
        if (isRepeated) tell(`${place.path} adds to ${target} in a loop`);
      } else if (kind === 'call' && value.kind === 'call') {
        const changed = /^(\w+)\.(append|extend|insert)$/.exec(nameIn(value.callee) ?? '')?.[1];
        const added = value.args.at(-1);
        if (!changed || !added) continue;
        const start = values.get(changed);
        values.set(changed, { kind: 'sum', parts: [...(start ? [start] : []), added] });
      }
    }
    return values;
  }

  /** `from .base import urlpatterns`, and then `urlpatterns += …`. */
  function imported(target: string, { path, within }: Place): Expression[] {
    const ref = within ? null : resolveWhole(project.index, path, target);
    return ref && ref.path !== path && ref.qualname !== '' ? [{ kind: 'name', name: target }] : [];
  }

  function variable(name: string, path: string): SymbolRef | null {
    if (of({ path, within: '', line: 0 }).has(name)) return { path, qualname: name };
    const ref = resolveWhole(project.index, path, name);
    return ref && ref.qualname !== '' ? ref : null;
  }

  function assigned({ path, qualname }: SymbolRef): Expression | null {
    const statements = project.moduleOf(path).get('') ?? [];
    return statements.findLast(({ target }) => target === qualname)?.value ?? null;
  }

  function text(value: Expression | null, place: Place, depth = 0): string | null {
    const own = textIn(value);
    if (own !== null || !value || depth > MAX_SUM) return own;
    if (value.kind === 'sum') {
      const parts = value.parts.map((part) => text(part, place, depth + 1));
      return parts.includes(null) ? null : parts.join('');
    }
    const ref = value.kind === 'name' ? variable(value.name, place.path) : null;
    return ref ? textIn(assigned(ref)) : null;
  }
}

/** `urlpatterns = wrap(urlpatterns) + […]` means the earlier value. */
function replaceName(value: Expression, name: string, earlier: Expression, depth: number): Expression {
  if (depth > MAX_SUM) return value;
  const inner = (one: Expression): Expression => replaceName(one, name, earlier, depth + 1);
  if (value.kind === 'name') return value.name === name ? earlier : value;
  if (value.kind === 'sum') return { ...value, parts: value.parts.map(inner) };
  if (value.kind === 'list' && value.items.length < 200)
    return { ...value, items: value.items.map((one) => (one.kind === 'spread' ? inner(one) : one)) };
  if (value.kind === 'spread') return { ...value, value: inner(value.value) };
  if (value.kind === 'call')
    return { ...value, args: value.args.map((one) => (one.kind === 'name' ? inner(one) : one)) };
  return value;
}
