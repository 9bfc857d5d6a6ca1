import { findSettingsModule } from '../context/settings-files.ts';
import type { ProjectIndex, SymbolRef } from '../index/project-index.ts';
import type { PythonParser } from '../python/parser.ts';
import { describeTarget } from './describe-target.ts';
import { type DjangoFacts, findUserModel, readDjangoFacts, usesDjango } from './facts.ts';
import { createSyntaxProject } from './syntax-project.ts';
import { readTestHabits, type TestHabits } from './test-habits.ts';

const MAX_TARGETS = 12;
const MAX_FACTORIES = 8;

/**
 * What a test of these targets has to know of Django before it is written: the user model, how the project's tests reach the
 * database and make objects, and of each target the chain of URL, view, serializer and model with who may ask. Empty for a
 * project without Django. What `findProjectFacts` says already is not repeated.
 */
export function describeDjango(request: {
  parser: PythonParser;
  index: ProjectIndex;
  texts: ReadonlyMap<string, string>;
  targets: readonly SymbolRef[];
}): string[] {
  const { parser, index, texts, targets } = request;
  if (!usesDjango({ index })) return [];
  const project = createSyntaxProject(parser, index, texts);
  const facts = readDjangoFacts(project);
  const habits = readTestHabits(project);
  const lines = [...describeSettings(facts, texts), ...describeHabits(habits)].map((line) => `- ${line}`);
  for (const target of targets.slice(0, MAX_TARGETS)) {
    const own = describeTarget(project, facts, habits, target);
    if (own.length > 0)
      lines.push(`Target ${target.path}::${target.qualname}:`, ...own.map((line) => `- ${line}`));
  }
  if (lines.length === 0) return [];
  return ['Django facts, read from syntax:', ...lines];
}

function describeSettings(facts: DjangoFacts, texts: ReadonlyMap<string, string>): string[] {
  const { settings } = facts;
  const lines: string[] = [];
  if (settings.module && settings.module !== findSettingsModule(texts))
    lines.push(`settings module: ${settings.module} (${settings.source})`);
  else if (!settings.module && settings.source) lines.push(`settings are configured in ${settings.source}`);
  const user = findUserModel(facts);
  if (user) lines.push(`user model: ${user.label}, ${user.ref.qualname} in ${user.ref.path}`);
  return lines;
}

function describeHabits({
  modules,
  withMark,
  withFixture,
  testCases,
  bases,
  factories,
  bakery,
}: TestHabits): string[] {
  const lines: string[] = [];
  if (withMark > 0)
    lines.push(`${withMark} of ${modules} test modules that were read use \`pytest.mark.django_db\``);
  if (withFixture > 0)
    lines.push(`the fixture \`db\` is asked for by ${withFixture} of the tests that were read`);
  if (testCases.length > 0)
    lines.push(
      `test classes derive from ${testCases.map(([name, count]) => `${name} (${count})`).join(', ')}`,
    );
  if (bases.length > 0)
    lines.push(
      `base classes of tests: ${bases.map(({ ref, count }) => `${ref.qualname} in ${ref.path} (${count})`).join(', ')}`,
    );
  const shown = factories
    .slice(0, MAX_FACTORIES)
    .map(({ ref, modelName }) => `${ref.qualname}${modelName ? ` → ${modelName}` : ''} in ${ref.path}`);
  if (shown.length > 0)
    lines.push(`factories: ${shown.join(', ')}${factories.length > MAX_FACTORIES ? ', …' : ''}`);
  if (bakery) lines.push(`tests make objects with ${bakery}`);
  return lines;
}
