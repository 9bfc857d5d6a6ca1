import { folderOf, nameOf } from '../python/path-index.ts';
import { describeVersions } from '../versions/describe-versions.ts';
import { findVersions } from '../versions/find-versions.ts';
import type { FoundVersion } from '../versions/found-version.ts';
import { findSettingsModule, findSettingsPath } from './settings-files.ts';

/**
 * A few sentences for a prompt about the frameworks, versions and settings that tests must live with, from whatever
 * settings and requirement files are known. Says nothing that was not read.
 */
export function findProjectFacts(
  texts: ReadonlyMap<string, string>,
  allPaths: readonly string[],
  versions: readonly FoundVersion[] = findVersions(texts),
): string {
  const settings = findSettingsModule(texts);
  const facts: string[] = [];
  const manage = allPaths.find((path) => nameOf(path) === 'manage.py');
  if (versions.some(({ name }) => name === 'django') || manage !== undefined || settings)
    facts.push(djangoFact(manage, settings));
  const told = describeVersions(versions);
  if (told) facts.push(told);
  const settingsPath = findSettingsPath(texts, allPaths);
  facts.push(...settingsFacts(settingsPath ? (texts.get(settingsPath) ?? '') : ''));
  return facts.length > 0
    ? facts.join('\n')
    : 'A Python project; its settings and requirements were not found.';
}

function djangoFact(manage: string | undefined, settings: string | null): string {
  if (manage === undefined && !settings) return 'Uses Django.';
  const where = manage && folderOf(manage) ? ` in the folder ${folderOf(manage)}/` : '';
  return `A Django project${where}${settings ? `; settings module ${settings}` : ''}.`;
}

/** Settings that change what a test sees: time zones and the user model. */
function settingsFacts(text: string): string[] {
  const facts = ['AUTH_USER_MODEL', 'USE_TZ', 'TIME_ZONE'].flatMap((name) => {
    const match = new RegExp(`^${name}\\s*=\\s*([\\w"'./+-]+)\\s*(?:#.*)?$`, 'm').exec(text);
    return match ? [`${name} = ${match[1]}`] : [];
  });
  return facts.length > 0 ? [`Django settings: ${facts.join(', ')}.`] : [];
}
