import { createSyntaxProject, findAncestry, type SyntaxProject } from '../django/syntax-project.ts';
import { idOf, type ProjectIndex, type SymbolRef, symbolAt } from '../index/project-index.ts';
import { resolveName } from '../index/resolve-name.ts';
import type { PythonParser } from '../python/parser.ts';
import { isTestPath } from '../python/test-files.ts';
import { findOperations, isPydanticModel, type Operation } from './operations.ts';

const MAX_TARGETS = 12;
const MAX_LISTED = 6;
const MAX_FIELDS = 20;
const MAX_OVERRIDES = 4;

/** What a test replaces: `app.dependency_overrides[get_db] = fake_db`. */
interface Override {
  dependency: string;
  ref: SymbolRef | null;
  by: string;
  path: string;
}

/**
 * What FastAPI makes of these targets, as lines: of an operation its method and path with all prefixes, bodies, response and
 * dependencies; of a dependency who asks for it; of a pydantic model its fields and operations; and what tests override. Empty
 * for a project without FastAPI.
 */
export function describeFastApi(request: {
  parser: PythonParser;
  index: ProjectIndex;
  texts: ReadonlyMap<string, string>;
  targets: readonly SymbolRef[];
}): string[] {
  const { parser, index, texts, targets } = request;
  const isUsed = [...index.files.values()].some(({ imports }) =>
    imports.some(({ module, level }) => level === 0 && /^fastapi(\.|$)/.test(module)),
  );
  if (!isUsed) return [];
  const project = createSyntaxProject(parser, index, texts);
  const { operations } = findOperations(project);
  const overrides = findOverrides(project);
  const lines: string[] = [];
  const asked = operations
    .filter(({ ref }) => targets.some((target) => isSame(target, ref)))
    .flatMap(({ dependencies }) => dependencies);
  const near = overrides.filter((one) => asked.some(({ ref, name }) => isOverridden(ref, name, [one])));
  for (const text of new Set(
    (near.length > 0 ? near : overrides).map(
      ({ dependency, by, path }) => `- tests override the dependency ${dependency} by ${by} (${path})`,
    ),
  )) {
    if (lines.length < MAX_OVERRIDES) lines.push(text);
  }
  lines.push(...findClients(project).map((line) => `- ${line}`));
  for (const target of targets.slice(0, MAX_TARGETS)) {
    const own = describeTarget(project, operations, overrides, target);
    if (own.length > 0) lines.push(`Target ${idOf(target)}:`, ...own.map((line) => `- ${line}`));
  }
  return lines.length > 0 ? ['FastAPI facts, read from syntax:', ...lines] : [];
}

function describeTarget(
  project: SyntaxProject,
  operations: readonly Operation[],
  overrides: readonly Override[],
  target: SymbolRef,
): string[] {
  const lines: string[] = [];
  for (const one of operations.filter(({ ref }) => isSame(ref, target))) {
    for (const path of one.paths)
      lines.push(
        `${one.methods.join(', ')} ${path}${one.statusCode ? `, answers with ${one.statusCode}` : ''}`,
      );
    if (one.isPrefixUnknown)
      lines.push(
        'no application includes its router in the files that were read: what stands before is not known',
      );
    if (one.bodies.length > 0)
      lines.push(`takes ${one.bodies.map((ref) => describeModel(project, ref)).join('; ')}`);
    if (one.response) lines.push(`answers ${describeModel(project, one.response)}`);
    if (one.dependencies.length > 0)
      lines.push(
        `depends on ${one.dependencies.map(({ name, ref }) => `${name}${ref ? ` (${ref.path})` : ''}${isOverridden(ref, name, overrides) ? ', which tests override' : ''}`).join('; ')}`,
      );
  }
  const asking = operations.filter(({ dependencies }) => dependencies.some(({ ref }) => isSame(ref, target)));
  if (asking.length > 0) lines.push(`a dependency of ${listed(asking)}`);
  if (symbolAt(project.index, target)?.kind === 'class' && isPydanticModel(project, target)) {
    lines.push(`a pydantic model: ${describeModel(project, target)}`);
    const using = operations.filter(({ bodies, response }) =>
      [...bodies, response].some((ref) => isSame(ref, target)),
    );
    if (using.length > 0) lines.push(`used by ${listed(using)}`);
  }
  return lines;
}

function listed(operations: readonly Operation[]): string {
  const shown = operations
    .slice(0, MAX_LISTED)
    .map(({ methods, paths }) => `${methods.join(', ')} ${paths[0] ?? ''}`);
  return `${shown.join('; ')}${operations.length > MAX_LISTED ? `; ${operations.length - MAX_LISTED} more` : ''}`;
}

/** `OrderIn (shop/schemas.py: number str, note str = None)`. */
function describeModel({ index }: SyntaxProject, ref: SymbolRef): string {
  const fields = new Map<string, string>();
  for (const { path, qualname } of [ref, ...findAncestry(index, ref).inside]) {
    for (const { kind, owner, name, annotation, value } of index.symbolsOf(path).values()) {
      if (kind !== 'variable' || owner !== qualname || annotation === null || fields.has(name)) continue;
      fields.set(
        name,
        `${name} ${annotation.slice(0, 60)}${value === null || /^(\w+\.)*Field\(\s*\.\.\./.test(value) ? '' : ' (optional)'}`,
      );
    }
  }
  return `${ref.qualname} (${ref.path}${fields.size > 0 ? `: ${[...fields.values()].slice(0, MAX_FIELDS).join(', ')}` : ''})`;
}

function findOverrides({ index, texts }: SyntaxProject): Override[] {
  const found: Override[] = [];
  for (const [path] of index.files) {
    const text = isTestPath(path) ? (texts.get(path) ?? '') : '';
    for (const match of text.matchAll(
      /dependency_overrides\[\s{0,20}([\w.]{1,100})\s{0,20}\]\s{0,9}=\s{0,9}([\w.]{1,100}|lambda)/g,
    )) {
      const [, dependency, by] = match as unknown as [string, string, string];
      found.push({
        dependency,
        ref: resolveName(index, path, dependency, null),
        by: by === 'lambda' ? 'a lambda' : by,
        path,
      });
      if (found.length >= MAX_OVERRIDES * 20) return found;
    }
  }
  return found;
}

function isOverridden(ref: SymbolRef | null, name: string, overrides: readonly Override[]): boolean {
  return overrides.some((one) => (ref && one.ref ? isSame(ref, one.ref) : one.dependency === name));
}

/** Fixtures that give a test a client. */
function findClients({ index }: SyntaxProject): string[] {
  const fixtures = [...index.files].flatMap(([path, { symbols }]) =>
    isTestPath(path)
      ? symbols
          .filter(
            ({ decorators, calls }) =>
              decorators.some((one) => /\bfixture\b/.test(one)) &&
              calls.some((one) => /(^|\.)(TestClient|AsyncClient)$/.test(one)),
          )
          .map(
            ({ name, calls }) =>
              `the fixture ${name} (${path}) gives ${calls
                .find((one) => /(TestClient|AsyncClient)$/.test(one))!
                .split('.')
                .at(-1)}`,
          )
      : [],
  );
  return fixtures.slice(0, 3);
}

function isSame(a: SymbolRef | null, b: SymbolRef | null): boolean {
  return a !== null && b !== null && idOf(a) === idOf(b);
}
