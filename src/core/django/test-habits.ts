import { idOf, type ProjectIndex, type SymbolRef } from '../index/project-index.ts';
import { isTestModule, isTestPath } from '../python/test-files.ts';
import { nameIn } from './expression.ts';
import {
  allClasses,
  findAncestry,
  findClassValue,
  resolveClass,
  type SyntaxProject,
} from './syntax-project.ts';

/** How the project's own tests reach the database and make objects. */
export interface TestHabits {
  /** Test modules that were read. */
  modules: number;
  /** Of these, with `pytest.mark.django_db`. */
  withMark: number;
  /** Tests that ask for pytest-django's fixture `db`. */
  withFixture: number;
  /** Classes outside of the project that its test classes derive from, with how many do: `django.test.TestCase`. */
  testCases: [name: string, count: number][];
  /** Classes of the project that several test classes derive from. */
  bases: { ref: SymbolRef; count: number }[];
  factories: { ref: SymbolRef; model: SymbolRef | null; modelName: string }[];
  /** `baker.make` of model_bakery or mixer is called. */
  bakery: string | null;
}

const FACTORY = /(^|\.)(factory(\.\w+)*\.\w*Factory|factory_boy\.\w+|\w*ModelFactory)$/;

/** Reads that from the test modules and factories among the known files. */
export function readTestHabits(project: SyntaxProject): TestHabits {
  const { index } = project;
  const tests = [...index.files.keys()].filter((path) => isTestModule(path) && isTestPath(path));
  const cases = new Map<string, number>();
  const bases = new Map<string, { ref: SymbolRef; count: number }>();
  const factories: TestHabits['factories'] = [];
  for (const ref of allClasses(project)) {
    const { inside, outside } = findAncestry(index, ref);
    if (outside.some((base) => FACTORY.test(base))) {
      const meta = { path: ref.path, qualname: `${ref.qualname}.Meta` };
      const model = findClassValue(project, meta, 'model') ?? findClassValue(project, ref, 'FACTORY_FOR');
      const name = nameIn(model?.value) ?? (model?.value.kind === 'text' ? model.value.value : '');
      factories.push({
        ref,
        model: model && name ? resolveClass(project, model.owner.path, name) : null,
        modelName: name,
      });
      continue;
    }
    if (!isTestPath(ref.path)) continue;
    const external = outside.find((base) => /TestCase$/.test(base));
    if (external) cases.set(external, (cases.get(external) ?? 0) + 1);
    const base = external ? inside[0] : undefined;
    if (base) {
      const known = bases.get(idOf(base)) ?? { ref: base, count: 0 };
      known.count++;
      bases.set(idOf(base), known);
    }
  }
  return {
    modules: tests.length,
    withMark: tests.filter((path) => marksDatabase(index, path)).length,
    withFixture: tests
      .flatMap((path) => index.files.get(path)?.symbols ?? [])
      .filter(({ parameters }) => parameters.some(({ name }) => /^(transactional_)?db$/.test(name))).length,
    testCases: [...cases].sort((a, b) => b[1] - a[1]).slice(0, 3),
    bases: [...bases.values()].sort((a, b) => b.count - a.count).slice(0, 3),
    factories,
    bakery: findBakery(index, tests),
  };
}

function marksDatabase({ files }: ProjectIndex, path: string): boolean {
  const record = files.get(path);
  return (
    record?.symbols.some(
      ({ decorators, name, value }) =>
        decorators.some((one) => one.includes('django_db')) ||
        (name === 'pytestmark' && (value ?? '').includes('django_db')),
    ) ?? false
  );
}

function findBakery({ files }: ProjectIndex, tests: readonly string[]): string | null {
  for (const path of tests) {
    const found = files
      .get(path)
      ?.imports.find(({ module }) => /^(model_bakery|mixer|model_mommy)\b/.test(module));
    if (found) return found.module.split('.')[0]!;
  }
  return null;
}
