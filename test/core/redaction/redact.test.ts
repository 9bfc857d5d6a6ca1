import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { createRedactor } from '../../../src/core/redaction/redact.ts';
import { startProcessorClock } from '../../support/processor-clock.ts';

/**
 * Letters and digits in turn, at random: without words by construction, so that no run of the tests is unlucky. Keys are
 * made here at run time: none may stand in a file.
 */
function random(length: number): string {
  const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
  const pairs = Array.from(randomBytes(length), (byte, index) =>
    index % 2 ? byte % 10 : letters[byte % 49],
  );
  return pairs.join('');
}
const upper = (length: number) =>
  random(length * 2)
    .toUpperCase()
    .replace(/[^A-Z2-7]/g, '')
    .padEnd(length, 'Q')
    .slice(0, length);
const hex = (length: number) => random(length).toLowerCase().replace(/[g-z]/g, 'b');
/** The parts of a prefix, so that scanners of this repository do not take the line for a key. */
const join = (...parts: string[]) => parts.join('');
const pem = (kind: string, body: string) =>
  join('-----BEGIN ', kind, 'PRIVATE', ' KEY-----\n', body, '\n-----END ', kind, 'PRIVATE', ' KEY-----');
const base64Lines = (lines: number) => Array.from({ length: lines }, () => random(64)).join('\n');

async function redact(text: string) {
  return (await createRedactor()).redact(text);
}

describe('a secret is taken out', () => {
  const cases: [string, string][] = [
    ['classic GitHub token', join('gh', 'p_', random(36))],
    ['GitHub installation token with dots', join('gh', 's_', random(40), '.', random(60), '-', random(20))],
    ['fine-grained GitHub token', join('github', '_pat_', random(22), '_', random(59))],
    ['AWS access key id', join('AK', 'IA', upper(16))],
    ['Stripe key', join('sk', '_live_', random(24))],
    ['Google API key', join('AI', 'za', random(35))],
    ['Google OAuth secret', join('GOC', 'SPX-', random(28))],
    ['PyPI token', join('py', 'pi-AgEIcHlwaS5vcmc', random(120))],
    ['Anthropic key', join('sk', '-ant-api03-', random(93), 'AA')],
    ['OpenAI key', join('sk', '-proj-', random(48))],
    ['Slack token', join('xox', 'b-123456789012-123456789012-', random(24))],
    ['npm token', join('np', 'm_', random(36))],
    ['JSON web token', join('ey', 'J', random(30), '.ey', 'J', random(60), '.', random(43))],
  ];

  test.each(cases)('%s, wherever it stands', async (_, secret) => {
    for (const text of [secret, `KEY = "${secret}"`, `# ${secret}\nx = 1`, `-    run(key='${secret}')`]) {
      const result = await redact(text);
      expect(result.text).not.toContain(secret.slice(8));
      expect(result.text).toMatch(/\[redacted:[a-z0-9-]+\]/);
      expect(result.redactions.reduce((sum, one) => sum + one.count, 0)).toBeGreaterThanOrEqual(1);
    }
  });

  test.each([
    ["Django's SECRET_KEY", (s: string) => `SECRET_KEY = 'django-insecure-${s}'`],
    ['a weak SECRET_KEY', (s: string) => `SECRET_KEY = "${s.slice(0, 9)}"`],
    ['a password in settings', (s: string) => `DATABASES = {"default": {"PASSWORD": "${s}"}}`],
    ['a keyword argument', (s: string) => `login(user, password="${s}")`],
    ['an annotated assignment', (s: string) => `api_key: str = "${s}"`],
    ['an attribute', (s: string) => `self.client_secret = f'${s}'`],
    ['an item', (s: string) => `config["auth_token"] = "${s}"`],
    ['an environment file', (s: string) => `DEBUG=1\nexport DB_PASSWORD=${s}\n`],
    ['an authorization header', (s: string) => `headers = {"Authorization": "Bearer ${s}"}`],
    ['a database URL', (s: string) => `DATABASE_URL = "postgres://shop:${s}@db.example:5432/shop"`],
    ['the URL of a broker', (s: string) => `BROKER = 'amqps://worker:${s}@mq.example//'`],
  ])('in %s, and the rest of the line stays', async (_, write) => {
    const secret = random(32);
    const { text } = await redact(`before()\n${write(secret)}\nafter()`);
    expect(text).not.toContain(secret.slice(0, 9));
    expect(text).toMatch(/^before\(\)\n[\s\S]+\nafter\(\)$/);
  });

  test('and a comment of the repository cannot prevent it', async () => {
    const secret = join('xox', 'b-123456789012-123456789012-', random(24));
    for (const comment of ['secretlint-disable', 'secretlint-disable-line', 'secretlint-disable-next-line']) {
      expect((await redact(`# ${comment}\nA = "${secret}"  # ${comment}\n`)).text).not.toContain(secret);
    }
  });
});

describe('line numbers stay true', () => {
  test.each([
    ['a key', pem('RSA ', base64Lines(12)), 14],
    ['a key without a kind', pem('', base64Lines(3)), 5],
    ['a key that was cut off', pem('EC ', base64Lines(6)).split('\n').slice(0, 5).join('\n'), 5],
  ])('after %s of several lines', async (_, key, lines) => {
    const { text, redactions } = await redact(`first\n${key}\nlast (line)`);
    expect(text.split('\n')).toHaveLength(lines + 2);
    expect(text).toMatch(/^first\n\[redacted:[a-z-]+\]\n+last \(line\)$/);
    expect(redactions).toEqual([{ rule: expect.stringContaining('key'), count: 1 }]);
  });
});

describe('text without secrets stays as it is', () => {
  const texts = [
    'password = settings.DATABASE_PASSWORD_2',
    'token = get_token(request)',
    'user = User.objects.create_user("ann", password="correct-horse-battery")',
    'client.login(username="ann", password="hunter2")',
    'PASSWORD_RESET_TIMEOUT = 259200',
    'url = "https://example.org/path:1/x@y"',
    'secret = os.environ["APP_SECRET_KEY_2"]',
    'def check_token(token: str = "") -> bool:',
    'AUTH_PASSWORD_VALIDATORS = [{"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"}]',
    'if key.startswith("-----BEGIN PRIVATE KEY-----"):\n    return load(key)',
    'sha = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"',
    'tokens = ["a", "b"]\nsk_test = sk(live)',
    '',
  ];

  test.each(texts)('%s', async (text) => {
    expect(await redact(text)).toEqual({ text, redactions: [] });
  });
});

describe('private keys and tokens are found whole', () => {
  const key = pem('RSA ', base64Lines(20));
  const token = join('ey', 'J', random(40), '.ey', 'J', random(60), '.', random(43));

  test.each<[string, string, string]>([
    ['a key', `a\n${key}\nb`, `a\n[redacted:private-key]${'\n'.repeat(21)}\nb`],
    ['a key that a diff takes out', key.replace(/^/gm, '-'), `-[redacted:private-key]${'\n'.repeat(21)}`],
    [
      'an encrypted key, with hyphens in its headers',
      pem('RSA ', `Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,${hex(32)}\n\n${base64Lines(3)}`),
      `[redacted:private-key]${'\n'.repeat(7)}`,
    ],
    [
      'two keys',
      `${key}\n${key}`,
      `[redacted:private-key]${'\n'.repeat(21)}\n[redacted:private-key]${'\n'.repeat(21)}`,
    ],
    ['a token', `a ${token} b`, 'a [redacted:json-web-token] b'],
    ['a token after a hyphen', `a-${token}`, 'a-[redacted:json-web-token]'],
    ['two tokens', `${token}\n${token}`, '[redacted:json-web-token]\n[redacted:json-web-token]'],
  ])('%s', async (_, text, expected) => {
    expect((await redact(text)).text).toBe(expected);
  });
});

test('redacting twice changes nothing', async () => {
  const once = await redact(
    `SECRET_KEY = '${random(50)}'\npassword = "${hex(40)}"\nurl = "redis://a:${random(20)}@b/0"\n${pem('', base64Lines(3))}`,
  );
  expect(once.redactions.length).toBeGreaterThanOrEqual(3);
  expect(await redact(once.text)).toEqual({ text: once.text, redactions: [] });
});

test('a secret found by several rules is counted once', async () => {
  const { text, redactions } = await redact(`STRIPE_SECRET_KEY = "${join('sk', '_live_', random(24))}"`);
  expect(text.match(/\[redacted:/g)).toHaveLength(1);
  expect(redactions).toEqual([{ rule: expect.any(String), count: 1 }]);
});

const rsaOpening = join('-----BEGIN ', 'RSA PRIVATE', ' KEY-----');

test.each([
  ['openings of keys', rsaOpening],
  ['openings of keys on lines of their own', `${rsaOpening}\n`],
  ['keys without an end', `${rsaOpening}\n${'A'.repeat(64)}\n`],
  ['names of secrets', 'password'],
  ['openings of URLs', 'postgres://a:'],
  ['halves of tokens', 'eyJ-'],
  ['halves of tokens, joined', '-eyJ'],
  ['heads of tokens', `${join('ey', 'Jaaaaaaaaaa')}.`],
  ['assignments', 'token = "'],
  ['line breaks', '\n'],
])('a million characters of %s take time in proportion to their number', async (_, part) => {
  const measure = async (characters: number): Promise<number> => {
    const text = part.repeat(characters / part.length);
    const elapsed = startProcessorClock();
    await redact(text);
    return elapsed();
  };
  await redact('warm');
  // Eight times the text would take 64 times as long if it were searched again for each of its parts. What takes less than a
  // second is fast enough.
  const all = await measure(2 ** 20);
  expect(all).toBeLessThan(Math.max(900, 24 * (await measure(2 ** 17))));
});
