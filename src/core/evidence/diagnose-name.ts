import { type ApiChange, findApiChange } from './api-changes.ts';
import type { Diagnosis } from './diagnosis.ts';
import { definesClass, type FailedTest, isInProject } from './failed-test.ts';
import { pluginOf } from './known-packages.ts';
import { findHome } from './project-names.ts';

/** Names, parameters and fixtures that are not there, or not in the installed version. */
export function diagnoseName(failed: FailedTest): Diagnosis | null {
  const { reading } = failed;
  switch (reading?.kind) {
    case 'no-name-in-module':
      return isInProject(failed) ? null : missingName(failed, reading.name!, reading.owner);
    case 'undefined-name':
      return isInProject(failed) ? null : missingName(failed, reading.name!, 'builtins');
    case 'no-attribute':
      return isInProject(failed) ? null : missingAttribute(failed, reading.name!, reading.owner ?? '');
    case 'unknown-mark':
      return hallucinated(reading.name!, `There is no mark ${reading.name}.`);
    case 'warns-none':
      return {
        cause: 'other-version-api',
        isOurs: true,
        subject: 'pytest.warns',
        explanation: `pytest.warns(None) is refused by pytest ${failed.versions.pytest}.`,
        constraint:
          'Do not use pytest.warns(None); use warnings.catch_warnings() with simplefilter("error") to show that nothing warns.',
      };
    case 'unexpected-argument':
    case 'wrong-arguments':
      return wrongCall(failed);
    case 'fixture':
      return missingFixture(failed, reading.name!);
    case 'fixture-use':
      return {
        cause: 'fixture',
        isOurs: true,
        subject: reading.name,
        explanation: `A fixture or parameter is used wrongly: ${failed.failure.message.split('\n')[0]}`,
        constraint:
          'Take fixtures as parameters under their own names, never call them; name each parametrized argument in the signature and give each case as many values.',
      };
    default:
      return null;
  }
}

/** The diagnosis for a name that another version of an installed package has. */
export function buildOtherVersion(change: ApiChange, name: string, { versions }: FailedTest): Diagnosis {
  const label = { python: 'Python', django: 'Django', pytest: 'pytest' }[change.of];
  const version = versions[change.of];
  const history = change.until
    ? `${label} ${change.until} removed it`
    : `it came with ${label} ${change.since}`;
  return {
    cause: 'other-version-api',
    isOurs: true,
    subject: name,
    explanation: `${name} is not in ${label} ${version}: ${history}.`,
    constraint: `Do not use ${name}: the installed version is ${label} ${version}, and ${history}. Use ${change.instead}.`,
  };
}

function missingName(failed: FailedTest, name: string, owner: string | null): Diagnosis {
  const changed = findApiChange({ kind: 'name', name, in: owner }, failed.versions);
  if (changed) return buildOtherVersion(changed, name, failed);
  const home = findHome(failed.project, name);
  if (home !== null && home !== owner) {
    return {
      cause: 'import-path',
      isOurs: true,
      subject: name,
      explanation: `${name} is not defined in ${owner === 'builtins' ? 'the test' : owner}; ${home} defines it.`,
      constraint: `Do not take ${name} from ${owner === 'builtins' ? 'nowhere' : owner}; write \`from ${home} import ${name}\`.`,
    };
  }
  const own = owner !== null && owner !== 'builtins';
  // A submodule that nobody imported is not an attribute of its package.
  if (own && failed.project.modules.has(`${owner}.${name}`)) {
    return {
      cause: 'import-path',
      isOurs: true,
      subject: `${owner}.${name}`,
      explanation: `${owner}.${name} is a module that was not imported.`,
      constraint: `Write \`import ${owner}.${name}\` or import the names from it.`,
    };
  }
  return hallucinated(name, own ? `${owner} has no ${name}.` : `Nothing defines the name ${name}.`);
}

function missingAttribute(failed: FailedTest, name: string, owner: string): Diagnosis {
  const changed = findApiChange({ kind: 'name', name, in: owner }, failed.versions);
  if (changed) return buildOtherVersion(changed, name, failed);
  if (owner === 'NoneType') {
    return {
      cause: 'logic-misunderstood',
      isOurs: true,
      subject: name,
      explanation: `It reads ${name} of something that is None.`,
      constraint: `Do not read ${name} before it is certain that the call returns an object.`,
    };
  }
  if (definesClass(failed, owner) && usesOnSelf(failed, name)) {
    if (/^assert[A-Z_]/.test(name)) return hallucinated(name, `unittest.TestCase has no ${name}.`);
    return {
      cause: 'syntax',
      isOurs: true,
      subject: name,
      explanation: `Its own class ${owner} never sets ${name}.`,
      constraint: `Set self.${name} before it is read, or use the name that was set.`,
    };
  }
  return hallucinated(name, `${owner} has no attribute ${name}.`);
}

function usesOnSelf({ suggestion }: FailedTest, name: string): boolean {
  return suggestion.code.includes(`self.${name}`);
}

function hallucinated(name: string, explanation: string): Diagnosis {
  return {
    cause: 'hallucinated-name',
    isOurs: true,
    subject: name,
    explanation,
    constraint: `Do not use ${name}: it does not exist. Use only names that the source in the material defines.`,
  };
}

function wrongCall(failed: FailedTest): Diagnosis | null {
  const { reading, failure, suggestion } = failed;
  if (!reading?.owner) {
    return isInProject(failed) ? null : unknownParameter(null, 'it', failure.message);
  }
  const callee = (reading?.owner ?? '').split('.').at(-1)!;
  const called = callee === '__init__' ? (reading!.owner!.split('.').at(-2) ?? '') : callee;
  // A decorator of the project may stand between the test and the function, so the test's own words count too.
  const isCalledHere = new RegExp(`\\b${called}\\(`).test(suggestion.code);
  if (isInProject(failed) && !isCalledHere) return null;
  const parameter = reading?.kind === 'unexpected-argument' ? reading.name : null;
  if (parameter !== null) {
    const owners = [reading!.owner, callee];
    for (const owner of owners) {
      const changed = findApiChange(
        { kind: 'parameter', name: parameter, in: owner ?? null },
        failed.versions,
      );
      if (changed) return buildOtherVersion(changed, `${called}(${parameter}=…)`, failed);
    }
  }
  return unknownParameter(parameter, called, failure.message);
}

function unknownParameter(parameter: string | null, called: string, message: string): Diagnosis {
  return {
    cause: 'unknown-parameter',
    isOurs: true,
    subject: parameter ?? called,
    explanation: `It calls ${called} with other arguments than it takes: ${message.split('\n')[0]}`,
    constraint: parameter
      ? `Do not pass ${parameter} to ${called}: it has no such parameter.`
      : `Call ${called} with exactly the parameters that its signature in the material names.`,
  };
}

function missingFixture(failed: FailedTest, name: string): Diagnosis {
  const changed = findApiChange({ kind: 'fixture', name, in: null }, failed.versions);
  if (changed) return buildOtherVersion(changed, `the fixture ${name}`, failed);
  const plugin = pluginOf(name);
  return {
    cause: 'fixture',
    isOurs: true,
    subject: name,
    explanation: plugin
      ? `The fixture ${name} belongs to ${plugin.plugin}, which is not installed or not active.`
      : `There is no fixture ${name}.`,
    constraint: plugin
      ? `Do not use the fixture ${name}: ${plugin.plugin} is not installed. Use ${plugin.instead}.`
      : `Do not use the fixture ${name}: it does not exist. Build what the test needs inside it.`,
  };
}
