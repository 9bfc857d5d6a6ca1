import { nameOf } from '../python/path-index.ts';
import { readPytestSettings } from '../python/pytest-settings.ts';
import type { EnvironmentEntry, ProjectFiles, Source } from './facts.ts';
import type { CiJob } from './find-ci-job.ts';
import { lineMatching } from './read-toml.ts';
import type { ToxEnvironment } from './tox.ts';

/** What pytest needs in order to start Django. */
export interface DjangoFacts {
  settings: { module: string; source: Source; inPytestSettings: boolean } | null;
  /** Some file that lists requirements names pytest-django. */
  hasPlugin: boolean;
}

const SETTINGS = 'DJANGO_SETTINGS_MODULE';

/** Null for a project that is not made with Django. */
export function readDjango(
  files: ProjectFiles,
  folder: string,
  job: CiJob | null,
  tox: ToxEnvironment | null,
  env: readonly EnvironmentEntry[],
): DjangoFacts | null {
  const { texts, allPaths } = files;
  const manage = [...texts.keys()]
    .filter((path) => nameOf(path) === 'manage.py')
    .toSorted((a, b) => a.length - b.length)[0];
  if (!manage && !names(texts, 'django')) return null;
  return {
    settings: findSettings(texts, folder, job, tox, env, manage),
    hasPlugin: names(texts, 'pytest-django') || allPaths.some((path) => /(^|\/)pytest_django\//.test(path)),
  };
}

function findSettings(
  texts: ReadonlyMap<string, string>,
  folder: string,
  job: CiJob | null,
  tox: ToxEnvironment | null,
  env: readonly EnvironmentEntry[],
  manage: string | undefined,
): DjangoFacts['settings'] {
  const pytest = readPytestSettings(texts);
  if (pytest.djangoSettings && pytest.file) {
    return {
      module: pytest.djangoSettings,
      source: { path: pytest.file, line: lineMatching(texts.get(pytest.file)!, /DJANGO_SETTINGS_MODULE/) },
      inPytestSettings: true,
    };
  }
  // The same, as an option: `addopts = --ds=shop.settings`.
  for (const [path, text] of texts) {
    if (!/(^|\/)(\.?pytest\.ini|pyproject\.toml|setup\.cfg|tox\.ini)$/.test(path)) continue;
    const module = /addopts[\s\S]{0,500}?--ds[= ]["']?([\w.]+)/.exec(text)?.[1];
    if (module)
      return { module, source: { path, line: lineMatching(text, /--ds[= ]/) }, inPytestSettings: true };
  }
  const set = env.find(({ name, value }) => name === SETTINGS && value !== null);
  if (set)
    return { module: set.value!, source: set.source ?? { path: '', line: null }, inPytestSettings: false };
  const command = job?.test.command;
  const option = /--(?:settings|ds)[= ]([\w.]+)/.exec(command?.resolved ?? command?.text ?? '')?.[1];
  if (job && option)
    return {
      module: option,
      source: { path: job.file.path, line: job.test.command.line },
      inPytestSettings: false,
    };
  const fromTox = tox?.env.find(({ name }) => name === SETTINGS);
  if (tox && fromTox)
    return {
      module: fromTox.value,
      source: { path: tox.source.path, line: fromTox.line },
      inPytestSettings: false,
    };
  const inToxCommand = tox && /--(?:settings|ds)[= ]([\w.]+)/.exec(tox.commands.join('\n'))?.[1];
  if (inToxCommand) return { module: inToxCommand, source: tox.source, inPytestSettings: false };
  const text = manage === undefined ? '' : texts.get(manage)!;
  const module = /DJANGO_SETTINGS_MODULE["']\s*,\s*["']([\w.]+)["']/.exec(text)?.[1];
  if (!module || manage === undefined) return null;
  // An example's manage.py says nothing about the tests of a library.
  if (/(^|\/)(example|demo|sandbox)/.test(manage) && folder === '') return null;
  return {
    module,
    source: { path: manage, line: lineMatching(text, /DJANGO_SETTINGS_MODULE/) },
    inPytestSettings: false,
  };
}

/** Whether a file that lists requirements names the package. */
export function names(texts: ReadonlyMap<string, string>, wanted: string): boolean {
  const pattern = new RegExp(`(^|["'\\s=])${wanted.replaceAll('-', '[-_.]')}(?=$|["'\\s<>=!~;,\\[])`, 'im');
  return [...texts].some(
    ([path, text]) =>
      /(requirement[^/]*|requirements\/[^/]+)\.(txt|in)$|(^|\/)(pyproject\.toml|setup\.py|setup\.cfg|tox\.ini|Pipfile)$/i.test(
        path,
      ) && pattern.test(text),
  );
}
