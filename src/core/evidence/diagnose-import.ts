import { findApiChange } from './api-changes.ts';
import { buildOtherVersion } from './diagnose-name.ts';
import type { Diagnosis } from './diagnosis.ts';
import { type FailedTest, isInProject } from './failed-test.ts';
import { distributionOf } from './known-packages.ts';
import { findHome } from './project-names.ts';

/** Imports that lead nowhere: a wrong way to a module of the project, a package that is not installed, an old module. */
export function diagnoseImport(failed: FailedTest): Diagnosis | null {
  const { reading } = failed;
  if (reading?.kind === 'relative-import') {
    return importPath(
      null,
      'Its file is not part of a package, so it cannot import relative to itself.',
      failed,
    );
  }
  return reading?.kind === 'no-module' && reading.name !== null ? missingModule(reading.name, failed) : null;
}

function missingModule(module: string, failed: FailedTest): Diagnosis {
  const { project } = failed;
  const top = module.split('.')[0]!;
  if (isInProject(failed)) return missingForTheProject(module, failed);
  const changed = findApiChange({ kind: 'module', name: module, in: null }, failed.versions);
  if (changed) return buildOtherVersion(changed, module, failed);
  const wanted = namesImportedFrom(module, failed.suggestion).some(
    (name) => findHome(project, name) !== null,
  );
  const endsLikeOwn = [...project.modules.keys()].some((own) => own.endsWith(`.${module}`));
  if (wanted || endsLikeOwn || project.roots.has(top)) {
    return importPath(module, `There is no module ${module}.`, failed);
  }
  // Python names the first part that it cannot find, so whatever stands before a dot is there.
  if (module.includes('.')) {
    return {
      cause: 'hallucinated-name',
      isOurs: true,
      subject: module,
      explanation: `${top} is installed and has no module ${module}.`,
      constraint: `Do not import ${module}: it does not exist.`,
    };
  }
  const distribution = distributionOf(module);
  const isUsedByTests = project.imported.has(top);
  return {
    cause: 'missing-dependency',
    isOurs: !isUsedByTests,
    subject: distribution,
    explanation: isUsedByTests
      ? `The project’s tests use ${distribution}, and this job has not installed it: add it to the install step of the workflow.`
      : `It imports ${module}, and ${distribution} is not installed.`,
    constraint: isUsedByTests
      ? ''
      : `Do not import ${module}: ${distribution} is not installed. Use the standard library, pytest and what the project has.`,
  };
}

function missingForTheProject(module: string, { failure, project }: FailedTest): Diagnosis {
  if (project.roots.has(module.split('.')[0]!)) {
    return {
      cause: 'code-under-test',
      isOurs: false,
      subject: module,
      explanation: `${failure.path} imports ${module}, which is not there.`,
      constraint: '',
    };
  }
  const distribution = distributionOf(module);
  return {
    cause: 'missing-dependency',
    isOurs: false,
    subject: distribution,
    explanation: `${failure.path} imports ${module}, and this job has not installed ${distribution}: add it to the install step of the workflow.`,
    constraint: '',
  };
}

function importPath(module: string | null, explanation: string, failed: FailedTest): Diagnosis {
  const { project, suggestion } = failed;
  const names = namesImportedFrom(module, suggestion);
  const right = names.flatMap((name) => {
    const home = findHome(project, name);
    return home ? [`from ${home} import ${name}`] : [];
  });
  return {
    cause: 'import-path',
    isOurs: true,
    subject: module,
    explanation,
    constraint:
      right.length > 0
        ? `Do not import from ${module ?? 'a relative path'}; write \`${right.join('; ')}\`.`
        : `Do not import from ${module ?? 'a relative path'}; use the module that stands beside each target in the material.`,
  };
}

/** Names that the suggestion imports from the module or from below it; null means relative imports. */
export function namesImportedFrom(
  module: string | null,
  { imports, code }: Pick<FailedTest['suggestion'], 'imports' | 'code'>,
): string[] {
  const found: string[] = [];
  for (const line of [...imports, ...code.split('\n')]) {
    const match = /^\s*from\s+(\S+)\s+import\s+\(?([\w\s,]+)/.exec(line);
    if (!match) continue;
    const from = match[1]!;
    const fits = module === null ? from.startsWith('.') : from === module || from.startsWith(`${module}.`);
    if (fits) found.push(...match[2]!.split(',').map((part) => part.trim().split(/\s+as\s+/)[0]!));
  }
  return found.filter(Boolean);
}
