/** A part of a text that looks like a secret. `end` is exclusive. */
export interface Finding {
  rule: string;
  start: number;
  end: number;
}

/**
 * A pattern of our own. The secret is the group `secret`, or the whole match, with the group `before` if there is one:
 * what a lookbehind found. The text may be hostile, so quantifiers are bounded, and where many places can begin a match
 * no two of them go through the same characters: 1 MB takes less than 300 ms.
 */
interface SecretRule {
  name: string;
  pattern: RegExp;
  /** What matched must also look random. */
  mustLookRandom?: true;
}

/**
 * What secretlint's recommended preset (13.0) lets pass: tried one by one, see the tests. Most patterns follow the
 * issuers' own descriptions of their keys.
 */
const RULES: readonly SecretRule[] = [
  {
    name: 'private-key',
    // Also one that was cut off: then the lines of base64 that follow. Five hyphens end the body, or six where a diff
    // takes the key out; otherwise each of many first lines would search the ones after it for an end.
    pattern:
      /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY[A-Z ]{0,10}-----(?:(?:[^-]|-(?!----)){0,8000}-{5,6}END [A-Z0-9 ]{0,40}PRIVATE KEY[A-Z ]{0,10}-----|(?:[\s\\n'",]{0,20}[A-Za-z0-9+/=]{30,100}){1,300})/g,
  },
  // https://github.blog/engineering/behind-githubs-new-authentication-token-formats/; newer ones hold dots and hyphens.
  { name: 'github-token', pattern: /\bgh[a-z]_[A-Za-z0-9._-]{36,1000}/g },
  { name: 'github-token', pattern: /\bgithub_pat_[A-Za-z0-9_]{22,300}/g },
  { name: 'aws-access-key-id', pattern: /\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}\b/g },
  { name: 'stripe-key', pattern: /\b(?:[rs]k_(?:live|test)|whsec)_[A-Za-z0-9]{16,250}/g },
  { name: 'google-api-key', pattern: /\bAIza[A-Za-z0-9_-]{35}/g },
  { name: 'google-oauth-secret', pattern: /\bGOCSPX-[A-Za-z0-9_-]{20,60}/g },
  { name: 'pypi-token', pattern: /\bpypi-[A-Za-z0-9_-]{50,1000}/g },
  { name: 'anthropic-key', pattern: /\bsk-ant-[A-Za-z0-9_-]{20,300}/g },
  { name: 'openai-key', pattern: /\bsk-(?:proj|svcacct|admin)-[A-Za-z0-9_-]{20,300}/g },
  {
    name: 'slack-webhook',
    pattern: /https:\/\/hooks\.slack\.com\/(?:services|workflows)\/(?<secret>[A-Za-z0-9/_-]{20,200})/dg,
  },
  {
    name: 'json-web-token',
    // From its first dot, since `eyJ-eyJ-eyJ-` could begin everywhere.
    pattern:
      /(?<=(?<before>\beyJ[A-Za-z0-9_-]{10,2000}))\.eyJ[A-Za-z0-9_-]{10,4000}\.[A-Za-z0-9_-]{10,1000}/dg,
  },
  {
    name: 'bearer-token',
    pattern: /\b(?:Bearer|Token)\s{1,3}(?<secret>[A-Za-z0-9._~+/-]{20,2000}={0,2})/dg,
    mustLookRandom: true,
  },
  // postgres://user:password@host: only the password, so that the model still sees what is connected to.
  {
    name: 'url-password',
    pattern: /\b[a-z][a-z0-9+.-]{1,30}:\/\/[^\s:/@'"<>]{0,200}:(?<secret>[^\s@/'"<>{}]{1,200})@/dgi,
  },
  {
    name: 'django-secret-key',
    pattern:
      /\bSECRET_KEY(?:_FALLBACKS)?\b['"\]]{0,2}\s{0,5}[:=]\s{0,5}\[?\s{0,5}[rbuf]?(?<quote>['"])(?<secret>[^'"\n]{8,300})\k<quote>/dg,
  },
  {
    name: 'secret-assignment',
    pattern:
      /(?:passw(?:or)?d|passphrase|secret|token|api_?key|access_?key|private_?key|auth_?key|credentials?)[A-Za-z0-9_]{0,40}['"\]]{0,2}\s{0,5}(?::\s{0,5}str\s{0,5})?[:=]{1,2}\s{0,5}[rbuf]{0,2}(?<quote>['"])(?<secret>[^'"\s]{12,500})\k<quote>/dgi,
    mustLookRandom: true,
  },
  {
    name: 'secret-assignment',
    pattern:
      /^(?:export\s)?[A-Z0-9_]{0,60}(?:PASSWORD|PASSWD|SECRET|TOKEN|API_?KEY|ACCESS_?KEY)[A-Z0-9_]{0,40}\s?[:=]\s?(?<secret>[^\s'"#]{12,500})/dgm,
    mustLookRandom: true,
  },
];

/** Everything that one of our rules finds, in no particular order; findings may overlap. */
export function findSecrets(text: string): Finding[] {
  return RULES.flatMap(({ name, pattern, mustLookRandom }) =>
    [...text.matchAll(pattern)].flatMap((match) => {
      const secret = match.groups?.['secret'] ?? match[0];
      if (mustLookRandom && !looksRandom(secret)) return [];
      const groups = match.indices?.groups;
      const [start, end] = groups?.['secret'] ?? [match.index, match.index + match[0].length];
      return [{ rule: name, start: groups?.['before']?.[0] ?? start, end }];
    }),
  );
}

/**
 * Whether a value looks generated rather than chosen or computed: letters and digits mixed, no code or path in it, and
 * without its words (four letters or more) still 8 characters long and varied. `correct-horse-battery-9`,
 * `test-token-12345` and `settings.TOKEN_2` do not. Of 10,000 random strings of 20 characters it missed 361 of letters and
 * digits and 39 hexadecimal ones; of 32 characters 38 and none.
 */
function looksRandom(value: string): boolean {
  if (!/[0-9]/.test(value) || !/[A-Za-z]/.test(value)) return false;
  if (/[(){}<>$%\s]|\/\/|^\/|^\.|::/.test(value)) return false;
  const withoutWords = value.replace(/[A-Za-z][a-z]{3,}/g, '');
  return withoutWords.length >= 8 && entropyPerCharacter(value) >= 2.8;
}

/** Shannon entropy in bits a character. */
function entropyPerCharacter(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}
