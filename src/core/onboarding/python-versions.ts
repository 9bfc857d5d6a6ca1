/** `3.12` from `3.12`, `3.12.1`, `3.12-dev` and the like; null for PyPy, free-threaded builds and ranges. */
export function plainVersion(text: string): string | null {
  const match = /^(3\.\d{1,2})(?:\.\d+)?$/.exec(text.trim());
  return match ? match[1]! : null;
}

/** The newest of the versions, of those that `known` names too if there are any; as it was written. */
export function chooseNewest(versions: readonly string[], known: readonly string[]): string | null {
  const plain = versions.filter((version) => plainVersion(version) !== null);
  const both = plain.filter((version) => known.includes(plainVersion(version)!));
  const sorted = (both.length > 0 ? both : plain).toSorted((a, b) => minor(b) - minor(a));
  return sorted[0] ?? null;
}

/** The versions that `Programming Language :: Python :: 3.x` lines name. */
export function classifierVersions(text: string): string[] {
  return [...text.matchAll(/Programming Language :: Python :: (3\.\d{1,2})\b/g)].map((match) => match[1]!);
}

/** The lowest version that a specifier such as `>=3.10,<4` or `^3.11` asks for; null when it names none. */
export function lowestOf(specifier: string): string | null {
  const match = /(?:>=|~=|==|\^|~)?\s*(3\.\d{1,2})/.exec(specifier);
  return match ? match[1]! : null;
}

export function minor(version: string): number {
  return Number(/^3\.(\d{1,2})/.exec(version)?.[1] ?? -1);
}
