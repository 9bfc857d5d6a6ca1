/** Import names whose distribution has another name, or that tests often want and projects often lack. */
const DISTRIBUTIONS: Readonly<Record<string, string>> = {
  factory: 'factory_boy',
  model_bakery: 'model-bakery',
  rest_framework: 'djangorestframework',
  pytest_django: 'pytest-django',
  pytest_mock: 'pytest-mock',
  time_machine: 'time-machine',
  requests_mock: 'requests-mock',
  django_webtest: 'django-webtest',
  bs4: 'beautifulsoup4',
  yaml: 'PyYAML',
  dateutil: 'python-dateutil',
  PIL: 'Pillow',
  jwt: 'PyJWT',
};

/** Fixtures that a plugin brings, and what does the same without it. */
const PLUGIN_FIXTURES: readonly { plugin: string; fixtures: string; instead: string }[] = [
  {
    plugin: 'pytest-mock',
    fixtures: 'mocker class_mocker module_mocker session_mocker',
    instead: 'unittest.mock.patch or monkeypatch',
  },
  {
    plugin: 'pytest-django',
    fixtures:
      'db transactional_db client async_client admin_client admin_user rf async_rf settings mailoutbox live_server django_user_model django_db_setup django_db_blocker django_assert_num_queries',
    instead: 'a class that inherits from django.test.TestCase',
  },
  { plugin: 'pytest-httpx', fixtures: 'httpx_mock', instead: 'monkeypatch at the name that the code calls' },
  {
    plugin: 'requests-mock',
    fixtures: 'requests_mock',
    instead: 'monkeypatch at the name that the code calls',
  },
  { plugin: 'respx', fixtures: 'respx_mock', instead: 'monkeypatch at the name that the code calls' },
  { plugin: 'pytest-freezer', fixtures: 'freezer', instead: 'monkeypatch of the clock that the code calls' },
  { plugin: 'Faker', fixtures: 'faker', instead: 'fixed values' },
  {
    plugin: 'pytest-asyncio',
    fixtures: 'event_loop event_loop_policy',
    instead: 'asyncio.run in a plain test',
  },
  { plugin: 'pytest-benchmark', fixtures: 'benchmark', instead: 'no measuring of time' },
];

/** Name of the distribution that provides an import name. */
export function distributionOf(module: string): string {
  const top = module.split('.')[0]!;
  return DISTRIBUTIONS[top] ?? top;
}

/** The plugin that a fixture belongs to, if it is a well-known one. */
export function pluginOf(fixture: string): { plugin: string; instead: string } | null {
  return PLUGIN_FIXTURES.find(({ fixtures }) => fixtures.split(' ').includes(fixture)) ?? null;
}

/** Version by distribution name, whatever its spelling (https://peps.python.org/pep-0503/#normalized-names). */
export function findInstalled(
  packages: Readonly<Record<string, string>>,
  distribution: string,
): string | null {
  const normal = (name: string): string => name.toLowerCase().replaceAll(/[-_.]+/g, '-');
  const found = Object.entries(packages).find(([name]) => normal(name) === normal(distribution));
  return found ? found[1] : null;
}
