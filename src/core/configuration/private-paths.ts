import { fitsAnyPath } from './path-pattern.ts';

/**
 * What of a repository no remote model may see, and which model a review may ask. `any`: private code was kept out of what is
 * gathered. `local`: all of it may be shown, to the operator's own model alone. `none`: private code is all there is, and no
 * such model is configured.
 */
export interface Privacy {
  patterns: string[];
  model: 'any' | 'local' | 'none';
}

export interface TouchedFile {
  path: string;
  previousPath: string | null;
}

/** A file that was moved out of a private path holds what was private. */
export function isPrivateFile(patterns: readonly string[], { path, previousPath }: TouchedFile): boolean {
  return fitsAnyPath(patterns, path) || (previousPath !== null && fitsAnyPath(patterns, previousPath));
}

/** Which model may be asked about a change of these Python files. */
export function choosePrivacy(
  patterns: readonly string[],
  files: readonly TouchedFile[],
  hasLocalModel: boolean,
): Privacy {
  const hidden = files.filter((file) => isPrivateFile(patterns, file)).length;
  const model = hidden === 0 ? 'any' : hasLocalModel ? 'local' : hidden === files.length ? 'none' : 'any';
  return { patterns: [...patterns], model };
}

/**
 * Whether a text of CI, such as a traceback, names a private file: it may quote its lines and values. Paths may be absolute
 * there, so every end of one counts.
 */
export function namesPrivatePath(patterns: readonly string[], text: string): boolean {
  if (patterns.length === 0) return false;
  const names = new Set(text.match(/[^\s"'`:()[\]{},;<>]*\.pyi?\b/g) ?? []);
  return [...names].some((name) => {
    const parts = name.split('/');
    return parts.some((_, from) => fitsAnyPath(patterns, parts.slice(from).join('/')));
  });
}
