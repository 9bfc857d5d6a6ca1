import type { Target } from '../python/target.ts';

/** What is known of a project's own names without reading it again; never complete. */
export interface ProjectNames {
  /** Dotted module → names that it is known to define. */
  modules: ReadonlyMap<string, ReadonlySet<string>>;
  /** First parts of its own modules. */
  roots: ReadonlySet<string>;
  /** First parts of the modules that its own tests import. */
  imported: ReadonlySet<string>;
}

/** The names that the targets and the existing tests tell of. */
export function buildProjectNames(known: {
  targets: readonly Pick<Target, 'module' | 'qualname'>[];
  existingTests: Readonly<Record<string, string>>;
}): ProjectNames {
  const modules = new Map<string, Set<string>>();
  for (const { module, qualname } of known.targets) {
    if (!module) continue;
    const names = modules.get(module) ?? new Set();
    names.add(qualname.split('.')[0]!);
    modules.set(module, names);
  }
  const imported = Object.values(known.existingTests).flatMap((text) =>
    [...text.matchAll(/^[ \t]*(?:from|import)[ \t]+(\w+)/gm)].map((match) => match[1]!),
  );
  return {
    modules,
    roots: new Set([...modules.keys()].map((module) => module.split('.')[0]!)),
    imported: new Set(imported),
  };
}

/** The one module that is known to define the name; null when none does, or several do. */
export function findHome(project: ProjectNames, name: string): string | null {
  const homes = [...project.modules].filter(([, names]) => names.has(name)).map(([module]) => module);
  return homes.length === 1 ? homes[0]! : null;
}
