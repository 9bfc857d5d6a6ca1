/** Entries kept; the oldest goes first. */
const kept = 5000;

const answers = new Map<string, Promise<unknown>>();

/**
 * Asks git once for what can never change: `key` must hold full SHAs only. Starting git costs milliseconds, and
 * every event and every reply about a pull request needs the same few answers. Failures are not kept.
 */
export function remember<T>(key: string, ask: () => Promise<T>): Promise<T> {
  const known = answers.get(key);
  if (known !== undefined) return known as Promise<T>;
  const answer = ask();
  answers.set(key, answer);
  answer.catch(() => answers.delete(key));
  if (answers.size > kept) answers.delete(answers.keys().next().value as string);
  return answer;
}

export function forget(key: string): void {
  answers.delete(key);
}
