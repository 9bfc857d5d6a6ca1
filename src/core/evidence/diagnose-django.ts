import { firstLine } from './describe-failure.ts';
import type { Diagnosis } from './diagnosis.ts';
import { type FailedTest, isInProject } from './failed-test.ts';

/** Set-up that Django needs: settings, app registry, database mark, migrations; and names that Django looks up. */
export function diagnoseDjango(failed: FailedTest): Diagnosis | null {
  const { reading, failure, suggestion } = failed;
  switch (reading?.kind) {
    case 'database-access':
      return {
        cause: 'database-mark',
        isOurs: true,
        subject: 'django_db',
        explanation: 'It uses the database and has not asked for it.',
        constraint:
          'Decorate the test with @pytest.mark.django_db, or inherit from django.test.TestCase; SimpleTestCase and unittest.TestCase have no database.',
      };
    case 'broken-transaction':
      return {
        cause: 'database-mark',
        isOurs: true,
        subject: 'atomic',
        explanation: 'It queries after an error has broken the transaction that the test runs in.',
        constraint: 'Put the statement that is meant to fail inside `with django.db.transaction.atomic():`.',
      };
    case 'settings-missing':
      return {
        cause: 'django-settings',
        isOurs: false,
        subject: 'DJANGO_SETTINGS_MODULE',
        explanation:
          'Django’s settings are not configured in this job: install pytest-django and name DJANGO_SETTINGS_MODULE in pytest’s settings.',
        constraint: '',
      };
    case 'settings-twice':
      return {
        cause: 'django-settings',
        isOurs: true,
        subject: 'settings.configure',
        explanation: 'It configures settings that are configured already.',
        constraint:
          'Do not call settings.configure(); use django.test.override_settings or the settings fixture.',
      };
    case 'registry-not-ready':
      return {
        cause: 'app-registry',
        isOurs: false,
        subject: 'django.setup',
        explanation:
          'Nothing called django.setup() in this job: install pytest-django, or call it in the project’s conftest.py.',
        constraint: '',
      };
    case 'own-model':
    case 'no-app':
      if (isInProject(failed) && failure.phase !== 'collect') return null;
      return {
        cause: 'app-registry',
        isOurs: definesModel(suggestion.code) || reading.kind === 'no-app',
        subject: reading.name,
        explanation: `It needs an app that is not installed: ${firstLine(failure.message)}`,
        constraint:
          'Define no model in a test and name no app that INSTALLED_APPS lacks; use the models of the project.',
      };
    case 'no-table':
    case 'no-column': {
      const isOwn = definesModel(suggestion.code);
      return {
        cause: 'migrations',
        isOurs: isOwn,
        subject: reading.name,
        explanation: isOwn
          ? `It defines a model of its own, which has no table: ${firstLine(failure.message)}`
          : `The database lacks what the models have, so a migration is missing (manage.py makemigrations): ${firstLine(failure.message)}`,
        constraint: isOwn ? 'Define no model in a test; use the models of the project.' : '',
      };
    }
    case 'no-url':
    case 'no-command':
    case 'no-template':
    case 'no-field':
    case 'no-model':
      if (isInProject(failed)) return null;
      return {
        cause: 'hallucinated-name',
        isOurs: true,
        subject: reading.name,
        explanation: `Django knows no such name: ${firstLine(failure.message)}`,
        constraint: `Do not use ${reading.name}: it does not exist. Use the URLs, templates, models and fields of the material.`,
      };
    case 'no-attribute':
      return reading.owner === 'Settings' || reading.owner === 'LazySettings'
        ? missingSetting(reading.name ?? '', failed)
        : null;
    default:
      return null;
  }
}

function missingSetting(name: string, failed: FailedTest): Diagnosis | null {
  if (isInProject(failed)) return null;
  return {
    cause: 'hallucinated-name',
    isOurs: true,
    subject: name,
    explanation: `The settings have no ${name}.`,
    constraint: `Do not read settings.${name}: it does not exist.`,
  };
}

function definesModel(code: string): boolean {
  return /^[ \t]*class \w+\((?:\w+\.)*Model\)/m.test(code);
}
