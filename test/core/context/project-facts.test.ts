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
        'Versions: Python >=3.11 (pyproject.toml:2); django >=5.2,<6 (pyproject.toml:3); djangorestframework ~=3.15 (pyproject.toml:3); factory-boy >=3 (requirements-dev.txt:6); pytest 8.3.2 (requirements-dev.txt:2); pytest-django (requirements-dev.txt:4).',
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
        'Versions: Python ^3.10 (pyproject.toml:2); django ^5.0 (pyproject.toml:3); fastapi ^0.110 (pyproject.toml:4); freezegun (tox.ini:4); pytest >=7 (tox.ini:3).',
      ],
    );
    check({ 'setup.cfg': '[options]\npython_requires = >=3.9\ninstall_requires =\n    flask>=2\n' }, [
      'Versions: Python >=3.9 (setup.cfg:2); flask >=2 (setup.cfg:4).',
      'Tests must run on Python 3.9: no `match`, no `X | Y` in annotations that are evaluated.',
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
