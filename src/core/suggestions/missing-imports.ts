import type { Target } from '../python/target.ts';
import type { ImportedName } from './imports.ts';

/** Names that mean one thing in test code, by the module they come from; an empty list imports the module itself. */
const WELL_KNOWN: [module: string, names: string][] = [
  ['decimal', 'Decimal ROUND_HALF_UP ROUND_HALF_EVEN ROUND_DOWN ROUND_UP InvalidOperation'],
  ['unittest.mock', 'patch Mock MagicMock AsyncMock PropertyMock ANY call sentinel mock_open'],
  ['unittest', 'mock TestCase'],
  ['datetime', 'date timedelta timezone UTC'],
  ['uuid', 'UUID uuid4'],
  ['pathlib', 'Path'],
  ['fractions', 'Fraction'],
  ['types', 'SimpleNamespace'],
  ['collections', 'OrderedDict defaultdict Counter namedtuple'],
  ['http', 'HTTPStatus'],
  ['django.urls', 'reverse'],
  ['django.contrib.auth', 'get_user_model'],
  ['django.core.exceptions', 'ValidationError PermissionDenied ImproperlyConfigured ObjectDoesNotExist'],
  ['django.test', 'RequestFactory override_settings Client'],
  ['rest_framework.test', 'APIClient APIRequestFactory'],
];

const MODULES = new Set(
  'pytest json math re unittest datetime decimal uuid copy itertools functools random string io logging'.split(
    ' ',
  ),
);

/**
 * The import for a name that a proposal uses and forgot, or null when nothing is obvious. `code` tells apart names
 * that are both a module and a class, `target` supplies the names that it defines itself.
 */
export function findMissingImport(name: string, code: string, target: Target): ImportedName | null {
  if (name === target.qualname.split('.')[0] && target.module)
    return { module: target.module, name, alias: null };
  if (name === 'datetime') {
    return /\bdatetime\s*\.\s*(datetime|date|time|timedelta|timezone)\b/.test(code)
      ? { module: 'datetime', name: null, alias: null }
      : { module: 'datetime', name: 'datetime', alias: null };
  }
  if (MODULES.has(name)) return { module: name, name: null, alias: null };
  const home = WELL_KNOWN.find(([, names]) => names.split(' ').includes(name));
  return home ? { module: home[0], name, alias: null } : null;
}
