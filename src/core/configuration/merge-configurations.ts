import type { RepositoryConfiguration } from './schema.ts';

/**
 * The settings of a repository over those of its organisation, key by key; a list is one value. Of two
 * limits in `budget` the lower one counts, and what either calls private is.
 */
export function mergeConfigurations(
  repository: RepositoryConfiguration,
  organisation: RepositoryConfiguration,
): RepositoryConfiguration {
  const merged = mergeSections(repository, organisation);
  const privatePaths = unitePaths(repository, organisation);
  if (privatePaths.length > 0) merged.privatePaths = privatePaths;
  const { budget } = organisation;
  if (!budget || !repository.budget) return merged;
  const lower = Object.entries(repository.budget).map(([key, wished]) => {
    const limit = budget[key as keyof typeof budget];
    return [key, limit === undefined ? wished : Math.min(limit, wished)];
  });
  return { ...merged, budget: { ...budget, ...Object.fromEntries(lower) } };
}

/** The private paths of several files, each once. */
export function unitePaths(...files: readonly RepositoryConfiguration[]): string[] {
  return [...new Set(files.flatMap(({ privatePaths = [] }) => privatePaths))];
}

function mergeSections<Section extends object>(over: Section, under: Section): Section {
  const merged = { ...under } as Record<string, unknown>;
  for (const [key, value] of Object.entries(over)) {
    const below = merged[key];
    merged[key] = isSection(value) && isSection(below) ? mergeSections(value, below) : value;
  }
  return merged as Section;
}

function isSection(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
