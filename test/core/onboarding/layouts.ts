/** Files of a repository; what is not read may be empty. */
export type Layout = Record<string, string>;

/** A workflow with one job. */
export function ci(job: string, top = ''): string {
  return `name: CI\non: [push, pull_request]\n${top}jobs:\n  test:\n    runs-on: ubuntu-latest\n${job.replace(/^/gm, '    ')}`;
}

const SETUP = (version: string): string =>
  `  - uses: actions/checkout@v4\n  - uses: actions/setup-python@v5\n    with:\n      python-version: ${version}\n`;

const DJANGO_MANAGE = "os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')\n";

/** Project layouts by name; in each, `tests` exist. */
export const LAYOUTS = {
  'requirements and Django, without CI': {
    'requirements.txt': 'django\n',
    'requirements-dev.txt': 'pytest\npytest-django\n',
    'manage.py': DJANGO_MANAGE,
    'pytest.ini': '[pytest]\nDJANGO_SETTINGS_MODULE = shop.settings\n',
    'shop/settings.py': "DATABASES = {'default': {'ENGINE': 'django.db.backends.sqlite3'}}\n",
    'shop/tests/test_a.py': '',
  },
  poetry: {
    'pyproject.toml':
      '[tool.poetry]\nname = "x"\n[tool.poetry.dependencies]\npython = "^3.11"\n[tool.poetry.group.test]\noptional = true\n[tool.poetry.group.test.dependencies]\npytest = "*"\n',
    'poetry.lock': '',
    'x/__init__.py': '',
  },
  'uv with a lock file': {
    'pyproject.toml':
      '[project]\nname = "x"\nrequires-python = ">=3.13"\n[dependency-groups]\ntest = ["pytest"]\n',
    'uv.lock': '',
    'x/__init__.py': '',
  },
  Pipfile: { Pipfile: '[requires]\npython_version = "3.10"\n', 'Pipfile.lock': '{}', 'app.py': '' },
  'src layout with an extra': {
    'pyproject.toml':
      '[project]\nname = "x"\nclassifiers = [\n  "Programming Language :: Python :: 3.11",\n  "Programming Language :: Python :: 3.13",\n]\n[project.optional-dependencies]\ntest = ["pytest"]\n',
    'src/x/__init__.py': '',
  },
  'tox alone': {
    'setup.py': '',
    'tox.ini':
      '[tox]\nenvlist = py311\n[testenv]\ndeps =\n    pytest>=7\n    -r{toxinidir}/requirements.txt\n    old: six==1.0\nsetenv =\n    MODE = tests\n    DB_USER = {env:DB_USER:tester}\ncommands = pytest -m "not slow" {posargs}\n[testenv:lint]\ndeps = flake8\n',
    'requirements.txt': 'attrs\n',
    '.github/workflows/ci.yml': ci(
      `strategy:\n  matrix:\n    python-version: ['3.9', '3.12', 'pypy-3.10']\nsteps:\n${SETUP(`\${{ matrix.python-version }}`)}  - run: pip install tox\n  - run: tox -e py\n`,
    ),
    'x.py': '',
  },
  'a project in a folder': {
    'package.json': '{}',
    'backend/requirements.txt': 'django\n',
    'backend/manage.py': DJANGO_MANAGE,
    'backend/shop/settings.py': '',
    'frontend/index.js': '',
    '.github/workflows/ci.yml': ci(
      `defaults:\n  run:\n    working-directory: backend\nsteps:\n${SETUP("'3.11'")}  - run: pip install -r requirements.txt\n  - run: python manage.py test\n`,
    ),
  },
  'PostgreSQL in CI': {
    'requirements.txt': 'django\npytest-django\n',
    'pytest.ini': '[pytest]\nDJANGO_SETTINGS_MODULE = shop.settings\n',
    'manage.py': DJANGO_MANAGE,
    '.github/workflows/ci.yml': ci(
      `services:\n  db:\n    image: postgres:\${{ matrix.pg }}\n    env:\n      POSTGRES_PASSWORD: postgres\n    ports:\n      - 5432/tcp\n    options: >-\n      --health-cmd pg_isready\n      --health-interval 10s\nstrategy:\n  matrix:\n    pg: [15, 16]\nenv:\n  DATABASE_URL: postgres://postgres:postgres@localhost:\${{ job.services.db.ports[5432] }}/postgres\nsteps:\n${SETUP("'3.12'")}  - run: sudo apt-get install -y libpq-dev gettext\n  - run: pip install -r requirements.txt\n  - run: pytest -x --ds=shop.settings --cov=shop tests\n`,
    ),
  },
  'Redis, in a container': {
    'pyproject.toml': '[project]\nname = "x"\n',
    '.github/workflows/ci.yml': ci(
      `container: python:3.11\nservices:\n  redis:\n    image: redis:7\nsteps:\n  - uses: actions/checkout@v4\n  - run: pip install . pytest\n  - run: pytest\n    env:\n      REDIS_URL: redis://redis:6379/0\n`,
    ),
    'x.py': '',
  },
  'many Python versions': {
    'setup.py':
      "classifiers=['Programming Language :: Python :: 3.12']\nextras_require={\n  'test': ['pytest'],\n}\n",
    '.github/workflows/lint.yml': ci('steps:\n  - run: ruff check\n'),
    '.github/workflows/tests.yml': ci(
      `strategy:\n  matrix:\n    python-version: ['3.10', '3.12', '3.14']\n    django: ['4.2', '5.2']\n    exclude:\n      - python-version: '3.12'\n        django: '4.2'\nsteps:\n${SETUP(`\${{ matrix.python-version }}`)}  - run: |\n      python -m pip install --upgrade pip\n      pip install ".[test]" "django~=\${{ matrix.django }}"\n  - run: coverage run -m pytest\n`,
    ),
    'x.py': '',
  },
  'manage.py alone': {
    'manage.py': DJANGO_MANAGE,
    'shop/settings.py':
      "DATABASES = {\n  'default': {\n    'ENGINE': 'django.db.backends.postgresql',\n    'HOST': os.environ['DB_HOST'],\n    'PASSWORD': os.environ.get('DB_PASSWORD', ''),\n  }\n}\n",
    'shop/tests.py': '',
  },
  'extras of setup.py': {
    'setup.py': "setup(name='x', extras_require={\n    'docs': ['sphinx'],\n    'test': ['pytest'],\n})\n",
    'x/__init__.py': '',
  },
  'secrets in CI': {
    'requirements.txt': 'pytest\n',
    '.github/workflows/ci.yml': ci(
      `env:\n  MODE: ci\nsteps:\n${SETUP("'3.12'")}  - run: pip install -r requirements.txt --index-url https://x:\${{ secrets.PYPI }}@example.org\n  - run: cp settings.example.ini settings.ini\n  - run: pytest\n    env:\n      API_KEY: \${{ secrets.API_KEY }}\n      REGION: \${{ vars.REGION }}\n      "EVIL: x": y\n`,
    ),
    'x.py': '',
  },
  'hatch environments': {
    'pyproject.toml':
      '[project]\nname = "x"\n[tool.hatch.envs.test]\ndependencies = ["pytest", "httpx>=0.27"]\n',
    'x.py': '',
  },
  pdm: { 'pyproject.toml': '[project]\nname = "x"\n[tool.pdm]\n', 'pdm.lock': '', 'x.py': '' },
  'a compose file': {
    'requirements/base.txt': 'django\n',
    'requirements/test.txt': '-r base.txt\npytest\n',
    'docker-compose.yml': `services:\n  db:\n    image: postgres:17\n    environment:\n      - POSTGRES_PASSWORD=\${PASS:-dev}\n  web:\n    build: .\n`,
    'x.py': '',
  },
  'nothing that says how': { 'x.py': '' },
} satisfies Record<string, Layout>;
