import type { Target } from '../python/target.ts';

/**
 * The target that a reply names: by id, or by what models write instead of it (a qualified name, with or without
 * module or path) when exactly one target fits.
 */
export function findTarget(named: string, targets: readonly Target[]): Target | null {
  const name = named.trim();
  const ways: ((target: Target) => boolean)[] = [
    (target) => target.id === name,
    (target) => target.qualname === name || `${target.module}.${target.qualname}` === name,
    (target) => target.qualname === name.split('::').at(-1)!.replaceAll(':', '.'),
    (target) => target.qualname.split('.').at(-1) === name.split(/[.:]/).at(-1),
  ];
  for (const fits of ways) {
    const found = targets.filter(fits);
    if (found.length === 1) return found[0]!;
    if (found.length > 1) return null;
  }
  return null;
}
