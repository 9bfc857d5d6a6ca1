import { describe, expect, test } from '@jest/globals';
import { findProjectFacts } from '../../../src/core/context/project-facts.ts';

function check(texts: Record<string, string>, expected: string[], otherPaths: string[] = []): void {
  const paths = [...Object.keys(texts), ...otherPaths];
  expect(findProjectFacts(new Map(Object.entries(texts)), paths).split('\n')).toEqual(expected);
}

describe('facts of a project', () => {
  test('name frameworks, versions and the settings that tests must live with', () => {
    check(
      {
        'backend/manage.py': 'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")\n',
        'backend/config/settings.py': 'DEBUG = True\nAUTH_USER_MODEL = "users.User"\nUSE_TZ = True  # yes\n',
        'pyproject.toml':
          '[project]\nrequires-python = ">=3.11"\ndependencies = ["Django[argon2]>=5.2,<6", "djangorestframework~=3.15; python_version > \'3\'"]\n',
        'requirements-dev.txt':
          '# tests\npytest==8.3.2 \\\n    --hash=sha256:00\npytest_django\nruff==0.5\nfactory-boy>=3 # data\n',
      },
      [
        'A Django project in the folder backend/; settings module config.settings.',
        'Named in its requirements: django>=5.2,<6, djangorestframework~=3.15, factory-boy>=3, pytest-django, pytest==8.3.2.',
        'Python versions: >=3.11.',
        'Django settings: AUTH_USER_MODEL = "users.User", USE_TZ = True.',
      ],
    );
  });

  test('are read from Poetry, setup.cfg and tox.ini too', () => {
    check(
      {
        'pyproject.toml':
          '[tool.poetry.dependencies]\npython = "^3.10"\ndjango = "^5.0"\nfastapi = {version = "^0.110", extras = ["all"]}\n',
        'tox.ini': '[testenv]\ndeps =\n    pytest>=7\n    freezegun\n',
      },
      [
        'Uses Django.',
        'Named in its requirements: django ^5.0, fastapi ^0.110, freezegun, pytest>=7.',
        'Python versions: ^3.10.',
      ],
    );
    check({ 'setup.cfg': '[options]\npython_requires = >=3.9\ninstall_requires =\n    flask>=2\n' }, [
      'Named in its requirements: flask>=2.',
      'Python versions: >=3.9.',
    ]);
  });

  test('take the settings module from pytest before manage.py', () => {
    check(
      {
        'manage.py': 'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")\n',
        'pytest.ini': '[pytest]\nDJANGO_SETTINGS_MODULE = config.settings.test\n',
      },
      ['A Django project; settings module config.settings.test.'],
    );
  });

  test('claim nothing that was not read', () => {
    check({}, ['A Python project; its settings and requirements were not found.']);
    check({ 'requirements.txt': 'requests==2\n' }, [
      'A Python project; its settings and requirements were not found.',
    ]);
  });
});
