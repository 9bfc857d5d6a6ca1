import type { PythonValue } from '../evidence/ci-report.ts';
import type { Target } from '../python/target.ts';
import { renderImport } from '../suggestions/imports.ts';
import type { ProposedTest } from '../suggestions/reply-schema.ts';
import { buildColumns } from './case-table.ts';
import type { Observed } from './choose-observed.ts';
import { renderRaisingTest, renderReturningTest } from './render-test.ts';

/**
 * Plain pytest tests of what was observed: per target one for the values that it returns and one for each class of
 * exception that it raises, without any import but the project's, pytest's and the standard library's. The path is
 * left open for the project's convention.
 */
export function writeTests({
  chosen,
  targets,
}: {
  chosen: readonly Observed[];
  targets: readonly Target[];
}): ProposedTest[] {
  return targets.flatMap((target) => {
    const own = consistent(
      target,
      chosen.filter(({ probe }) => probe.targetId === target.id),
    );
    const returning = own.filter(({ value }) => value !== null);
    const raising = Map.groupBy(
      own.filter(({ exception }) => exception !== null),
      ({ exception }) => `${exception!.module}.${exception!.name}`,
    );
    return [
      ...tables(target, returning).map((cases, index) => propose(target, cases, index, 'returns')),
      ...[...raising.values()].flatMap((cases) =>
        tables(target, cases).map((part, index) => propose(target, part, index, 'raises')),
      ),
    ];
  });
}

function propose(
  target: Target,
  found: readonly Observed[],
  index: number,
  kind: 'returns' | 'raises',
): ProposedTest {
  const cases = inNumberOrder(target, found);
  const name = testNameOf(target, index);
  const error = cases[0]!.exception;
  const written =
    kind === 'returns' ? renderReturningTest(target, cases, name) : renderRaisingTest(target, cases, name);
  const values = cases.flatMap(({ probe, value }) => [
    ...probe.arguments,
    ...Object.values(probe.keywords),
    ...(value ? [value] : []),
  ]);
  const imports = new Set([
    renderImport({ module: target.module, name: target.qualname.split('.')[0]!, alias: null }),
    ...values.flatMap((value) =>
      value.imports.map(({ module, name: item }) => renderImport({ module, name: item, alias: null })),
    ),
    ...(error && error.module !== 'builtins'
      ? [renderImport({ module: error.module, name: error.name.split('.')[0]!, alias: null })]
      : []),
    ...written.modules.map((module) => renderImport({ module, name: null, alias: null })),
  ]);
  return {
    target_id: target.id,
    path: '',
    title: titleOf(target, cases, kind),
    checks: describeCases(target, cases),
    imports: [...imports].sort(),
    code: written.code,
  };
}

/** Cases that differ in one number stand in its order; others keep the order of the code's conditions. */
function inNumberOrder(target: Target, cases: readonly Observed[]): Observed[] {
  const differing = buildColumns(target, cases, new Set())?.filter(({ constant }) => constant === null) ?? [];
  const numbers = differing[0]?.cells.map((cell) =>
    Number(/^(?:Decimal\()?["']?(-?[\d.]+)["']?\)?$/.exec(cell)?.[1] ?? Number.NaN),
  );
  if (differing.length !== 1 || !numbers?.every(Number.isFinite)) return [...cases];
  const order = cases.map((one, index) => ({ one, number: numbers[index]! }));
  return order.sort((a, b) => a.number - b.number).map(({ one }) => one);
}

function titleOf(target: Target, cases: readonly Observed[], kind: 'returns' | 'raises'): string {
  if (kind === 'raises') return `${target.qualname} raises ${cases[0]!.exception!.name}`;
  return cases.length === 1
    ? `Result of ${target.qualname}`
    : `Results of ${target.qualname} for ${cases.length} inputs`;
}

/** In plain words: how many inputs, why these, and that nobody judged the result. */
function describeCases(target: Target, cases: readonly Observed[]): string {
  const reasons = [...new Set(cases.map(({ probe }) => probe.why))];
  const shown = reasons.slice(0, 4).join('; ');
  const more = reasons.length > 4 ? `; and ${reasons.length - 4} more` : '';
  const inputs = cases.length === 1 ? 'one input' : `${cases.length} inputs`;
  return `Pins the current behaviour of \`${target.qualname}\` for ${inputs}, chosen for: ${shown}${more}.`;
}

/** The cases as few tables as possible: calls that do not fit into one are split by which parameters they give. */
function tables(target: Target, cases: readonly Observed[]): Observed[][] {
  if (cases.length === 0) return [];
  if (buildColumns(target, cases, new Set())) return [[...cases]];
  const shape = ({ probe }: Observed): string =>
    `${probe.arguments.length} ${Object.keys(probe.keywords).sort().join(' ')}`;
  return [...Map.groupBy(cases, shape).values()];
}

/** Leaves out cases that need two different things of one name, which one file cannot import. */
function consistent(target: Target, cases: readonly Observed[]): Observed[] {
  const modules = new Map<string, string>([[target.qualname.split('.')[0]!, target.module]]);
  return cases.filter(({ probe, value, exception }) => {
    const needed = [...probe.arguments, ...Object.values(probe.keywords), ...(value ? [value] : [])].flatMap(
      (one: PythonValue) => one.imports,
    );
    if (exception && exception.module !== 'builtins')
      needed.push({ module: exception.module, name: exception.name.split('.')[0]! });
    if (needed.some(({ module, name }) => (modules.get(name) ?? module) !== module)) return false;
    for (const { module, name } of needed) modules.set(name, module);
    return true;
  });
}

/** `Cart.parse` → `cart_parse`. */
function testNameOf(target: Target, index: number): string {
  const words = target.qualname
    .split('.')
    .map((part) =>
      part
        .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
        .toLowerCase()
        .replace(/^_+|_+$/g, ''),
    )
    .join('_');
  return index === 0 ? words : `${words}_${index + 1}`;
}
