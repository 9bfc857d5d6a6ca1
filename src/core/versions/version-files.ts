import { folderOf, nameOf } from '../python/path-index.ts';
import { isLock } from './read-lock.ts';
import { includedFiles, isConstraints, isRequirements } from './read-requirements.ts';

const OTHERS = /^(\.python-version|runtime\.txt|setup\.py|Pipfile|hatch\.toml|noxfile\.py|Dockerfile)$/;
const MAX_FILES = 8;
const MAX_INCLUDED = 6;

/** Files beside the settings that say which versions a project runs with, in these folders: lock files first. */
export function findVersionFiles(allPaths: readonly string[], folders: readonly string[]): string[] {
  const here = allPaths.filter((path) => folders.includes(folderOf(path)));
  return [
    ...here.filter(isLock),
    ...here.filter((path) => OTHERS.test(nameOf(path))),
    ...here.filter((path) => isConstraints(path) && !isRequirements(path)),
  ].slice(0, MAX_FILES);
}

/** The files that known lists of requirements include. */
export function findIncludedRequirements(texts: ReadonlyMap<string, string>): string[] {
  return [...texts]
    .filter(([path]) => isRequirements(path) || isConstraints(path))
    .flatMap(([path, text]) => includedFiles(path, text).map((one) => one.path))
    .slice(0, MAX_INCLUDED);
}
