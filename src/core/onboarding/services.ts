import { findSettingsPath } from '../context/settings-files.ts';
import { joinPath } from '../python/path-index.ts';
import { readEnvironment } from './environment.ts';
import type { EnvironmentEntry, ProjectFiles, Service, Todo } from './facts.ts';
import type { CiJob } from './find-ci-job.ts';
import { lineMatching } from './read-toml.ts';
import { at, entriesOf, listOf, readYaml, textOf } from './read-yaml.ts';
import { resolveExpressions } from './resolve-expressions.ts';

const MAX_SERVICES = 6;
const HEALTH: Record<string, string> = {
  postgres: '--health-cmd pg_isready --health-interval 10s --health-timeout 5s --health-retries 5',
  redis: '--health-cmd "redis-cli ping" --health-interval 10s --health-timeout 5s --health-retries 5',
  mysql: '--health-cmd "mysqladmin ping" --health-interval 10s --health-timeout 5s --health-retries 10',
};
const KINDS: readonly [RegExp, kind: 'postgres' | 'mysql' | 'redis', port: string][] = [
  [/postg/i, 'postgres', '5432:5432'],
  [/mysql|mariadb/i, 'mysql', '3306:3306'],
  [/redis|valkey/i, 'redis', '6379:6379'],
];

/** The service containers of the job that runs the tests, as they are there. */
export function readCiServices({ file, job, keys, row }: CiJob): { services: Service[]; todos: Todo[] } {
  const todos: Todo[] = [];
  const services = entriesOf(at(job, 'services'))
    .slice(0, MAX_SERVICES)
    .flatMap(([name, service]): Service[] => {
      const place = [...keys, 'services', name];
      const source = { path: file.path, line: file.lineOf([...place, 'image']) };
      const image = resolveExpressions(textOf(at(service, 'image')) ?? textOf(service) ?? '', row);
      if (
        image.text === '' ||
        image.left.length > 0 ||
        !/^[\w.:/@-]+$/.test(image.text) ||
        !/^[\w-]+$/.test(name)
      ) {
        todos.push({
          text: `Service \`${name}\`: its image depends on the run, so it was left out. Add it if your tests need it.`,
          source,
        });
        return [];
      }
      // A port without its own number on the host gets a random one, which our steps could not know.
      const ports = listOf(at(service, 'ports')).flatMap((port) => {
        const text = resolveExpressions(textOf(port) ?? '', row).text.replace(/\/tcp$/, '');
        return /^\d+$/.test(text) ? [`${text}:${text}`] : /^[\d.]*:?\d+:\d+$/.test(text) ? [text] : [];
      });
      const options = resolveExpressions(textOf(at(service, 'options')) ?? '', row);
      return [
        {
          name,
          image: image.text,
          env: readEnvironment(file, [...place, 'env'], at(service, 'env'), row),
          ports: ports.length > 0 ? ports : usualPorts(image.text),
          options:
            options.text !== '' && options.left.length === 0
              ? options.text.replace(/\s+/g, ' ').trim()
              : null,
          source,
        },
      ];
    });
  return { services, todos };
}

/** The port of a well-known server, for a service that its job reached by name because it ran in a container. */
function usualPorts(image: string): string[] {
  const kind = KINDS.find(([pattern]) => pattern.test(image));
  return kind ? [kind[2]] : [];
}

/** A value that names a service as the host, as only jobs in a container can: on the runner it is at 127.0.0.1. */
export function reachFromRunner(value: string, services: readonly Service[]): string {
  return services.reduce(
    (text, { name }) => text.replace(new RegExp(`(^|@|//)${name}(?=$|:\\d|/(?!/))`, 'g'), '$1127.0.0.1'),
    value,
  );
}

/** Databases of a compose file, for a repository whose CI runs no tests. */
export function readComposeServices({ texts }: ProjectFiles, home: string): Service[] {
  for (const name of ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'].flatMap(
    (file) => [joinPath(home, file), file],
  )) {
    const text = texts.get(name);
    const file = text === undefined ? null : readYaml(name, text);
    if (!file) continue;
    const found = entriesOf(at(file.data, 'services')).flatMap(([service, value]): Service[] => {
      const image = textOf(at(value, 'image'));
      const kind = KINDS.find(([pattern]) => image !== null && pattern.test(image));
      if (!image || !kind || !/^[\w.:/@-]+$/.test(image) || !/^[\w-]+$/.test(service)) return [];
      const place = ['services', service];
      const env = at(value, 'environment');
      return [
        {
          name: service,
          image,
          env: readEnvironment(file, [...place, 'environment'], withDefaults(env), {}),
          ports: [kind[2]],
          options: HEALTH[kind[1]]!,
          source: { path: name, line: file.lineOf([...place, 'image']) },
        },
      ];
    });
    if (found.length > 0) return found.slice(0, MAX_SERVICES);
  }
  return [];
}

/** Compose's environment as a map, also when it is a list of `NAME=value`; `${NAME:-value}` becomes its default. */
function withDefaults(env: unknown): Record<string, string> {
  const pairs: [string, string | null][] = Array.isArray(env)
    ? env.map((item) => {
        const [name = '', ...value] = (textOf(item) ?? '').split('=');
        return [name, value.length > 0 ? value.join('=') : null];
      })
    : entriesOf(env).map(([name, value]) => [name, textOf(value)]);
  return Object.fromEntries(
    pairs.flatMap(([name, value]) =>
      value === null ? [] : [[name, value.replace(/\$\{\w+:?-([^{}]*)\}/g, '$1')]],
    ),
  );
}

/** The database server that Django's settings name, and the variables they read it from. */
export function readSettingsDatabase(
  files: ProjectFiles,
): { service: Service; env: EnvironmentEntry[]; todo: Todo } | null {
  const path = findSettingsPath(files.texts, files.allPaths);
  const text = path === null ? undefined : files.texts.get(path);
  if (!path || text === undefined) return null;
  const engine = /["']ENGINE["']\s*:\s*["']django\.db\.backends\.(postgresql|mysql)/.exec(
    text.slice(0, 200_000),
  )?.[1];
  const kind = engine ? KINDS.find(([, name]) => engine.startsWith(name))! : null;
  if (!kind) return null;
  const source = { path, line: lineMatching(text, /["']ENGINE["']/) };
  const isPostgres = kind[1] === 'postgres';
  const values: Record<string, string> = isPostgres
    ? { NAME: 'postgres', USER: 'postgres', PASSWORD: 'postgres', HOST: '127.0.0.1', PORT: '5432' }
    : { NAME: 'test', USER: 'root', PASSWORD: 'root', HOST: '127.0.0.1', PORT: '3306' };
  const env = Object.entries(values).flatMap(([key, value]): EnvironmentEntry[] => {
    const pattern = new RegExp(`["']${key}["']\\s*:[^\\n,]{0,60}?\\(?\\[?["']([A-Z][A-Z0-9_]*)["']`);
    const name = pattern.exec(text)?.[1];
    return name ? [{ name, value, source: { path, line: lineMatching(text, pattern) } }] : [];
  });
  const secret = (name: string, value: string): EnvironmentEntry => ({ name, value, source });
  return {
    service: {
      name: kind[1],
      image: isPostgres ? 'postgres:16' : 'mysql:8',
      env: isPostgres
        ? [secret('POSTGRES_PASSWORD', 'postgres')]
        : [secret('MYSQL_ROOT_PASSWORD', 'root'), secret('MYSQL_DATABASE', 'test')],
      ports: [kind[2]],
      options: HEALTH[kind[1]]!,
      source,
    },
    env,
    todo: {
      text:
        env.length > 0
          ? `The version of the database server is a guess (\`${isPostgres ? 'postgres:16' : 'mysql:8'}\`): take the one that you run.`
          : `Your settings name a ${isPostgres ? 'PostgreSQL' : 'MySQL'} server, but not by variables that were recognized: make them use user \`${values['USER']}\`, password \`${values['PASSWORD']}\` at \`127.0.0.1\` here.`,
      source,
    },
  };
}
