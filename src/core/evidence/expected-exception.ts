/** Words by which a title says that something is not accepted. */
const REFUSAL =
  /\b(?:raise[sd]?|raising|refuse[sd]?|reject(?:s|ed)?|error|fail(?:s|ed)?|invalid|not allowed|forbidden|disallow(?:s|ed)?)\b/;

/**
 * Whether a test's own title, description or name says that it expects this very class of exception: the class is
 * named (`PriceError`, `price_error`, `price error`) beside a word of refusal.
 */
export function expectsException(
  about: { title: string; checks: string },
  testName: string,
  type: string,
): boolean {
  const spaced = (text: string): string =>
    text
      .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
      .replaceAll(/[_\W]+/g, ' ')
      .toLowerCase();
  // The class comes from CI's report, and is written into code: nothing but a name may pass.
  if (!/^[A-Za-z_]\w*$/.test(type)) return false;
  const wanted = spaced(type).trim();
  if (wanted === '' || wanted === 'exception') return false;
  return [about.title, about.checks, testName]
    .map(spaced)
    .some((text) => ` ${text} `.includes(` ${wanted} `) && REFUSAL.test(text.replace(wanted, '')));
}
