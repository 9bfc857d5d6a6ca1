import { findModule } from '../python/imports.ts';
import { folderOf, foldersUp, joinPath, nameOf } from '../python/path-index.ts';
import { textIn } from './expression.ts';
import { allClasses, findAncestry, findClassValue, type SyntaxProject } from './syntax-project.ts';

/** A Django app of the project: the folder of its package and the label under which its models are known. */
export interface App {
  folder: string;
  label: string;
}

/**
 * The project's own apps: packages that `INSTALLED_APPS` names or whose `apps.py` configures them, with the label that their
 * `AppConfig` sets. https://docs.djangoproject.com/en/stable/ref/applications/
 */
export function findApps(
  project: SyntaxProject,
  installedApps: readonly string[],
  settingsPath: string | null,
): App[] {
  const apps = new Map<string, App>();
  const add = (module: string, from: string, label: string | null): void => {
    const place = findModule({ module, level: 0 }, from, project.index.allPaths);
    if (!place) return;
    const folder = 'path' in place ? folderOf(place.path) : place.folder;
    if ('path' in place && nameOf(place.path) !== '__init__.py') return;
    if (label !== null || !apps.has(folder))
      apps.set(folder, { folder, label: label ?? module.split('.').at(-1)! });
  };
  for (const name of installedApps) add(name, settingsPath ?? '', null);
  for (const ref of allClasses(project)) {
    if (!findAncestry(project.index, ref).outside.some((base) => /AppConfig$/.test(base))) continue;
    const name = textIn(findClassValue(project, ref, 'name')?.value);
    const label = textIn(findClassValue(project, ref, 'label')?.value);
    if (name) add(name, ref.path, label);
  }
  return [...apps.values()].sort((a, b) => b.folder.length - a.folder.length);
}

/** The label of a file's app: by the nearest configured app above it, else by the package that holds `models`. */
export function appLabelOf(path: string, apps: readonly App[]): string {
  const folders = foldersUp(folderOf(path));
  for (const folder of folders) {
    const app = apps.find((one) => one.folder === folder);
    if (app && folder !== '') return app.label;
  }
  const models = folders.find((folder) => nameOf(folder) === 'models');
  const folder = models === undefined ? folderOf(path) : folderOf(models);
  return nameOf(folder);
}

/** Files of an app that hold the facts about its views, whether or not they exist. */
export function filesOfApp(folder: string): string[] {
  const names = 'views api/views viewsets serializers api/serializers models factories tests/factories';
  return names.split(' ').map((name) => joinPath(folder, `${name}.py`));
}
