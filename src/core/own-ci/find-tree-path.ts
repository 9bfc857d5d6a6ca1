/** Longer paths are none: git allows 4,096 bytes. */
const LONGEST = 4096;
/** Installed copies bear the names of what they were installed from. */
const INSTALLED = /(^|\/)(site-packages|dist-packages)\//;

/**
 * The file of the tree that a path of a hostile LCOV means. A relative path must be one of the tree; an absolute one, as
 * of a checkout in `/home/runner/work/…`, is cut from the left until the longest ending that the tree knows is left.
 * Null for everything else: `..`, control characters, installed packages, files that are not in the tree.
 */
export function findTreePath(given: string, tree: ReadonlySet<string>): string | null {
  if (given.length > LONGEST || /\p{Cc}/u.test(given)) return null;
  const path = given.replaceAll('\\', '/').replace(/^(\.\/)+/, '');
  const isAbsolute = path.startsWith('/') || /^[a-z]:\//i.test(path);
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..') || INSTALLED.test(path)) return null;
  if (!isAbsolute) {
    const plain = parts.join('/');
    return tree.has(plain) ? plain : null;
  }
  for (let from = 0; from < parts.length; from++) {
    const ending = parts.slice(from).join('/');
    if (tree.has(ending)) return ending;
  }
  return null;
}
