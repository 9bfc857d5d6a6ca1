/** Whose API it is: a distribution by its normalised name, or the interpreter and its standard library. */
export type ApiOwner = 'python' | 'django' | 'pytest';

/** A name or parameter that some versions have and others do not. */
export interface ApiChange {
  of: ApiOwner;
  kind: 'name' | 'module' | 'parameter' | 'fixture';
  /** Module or function that has it; null where the name says enough, such as methods of `TestCase`. */
  in: string | null;
  names: readonly string[];
  /** First version that has it; null when it was always there. */
  since: string | null;
  /** First version that no longer has it; null when it is still there. */
  until: string | null;
  /** What to write instead, for the model. */
  instead: string;
}

const words = (text: string): string[] => text.split(' ');

const PYTHON = {
  names: (
    since: string | null,
    until: string | null,
    module: string | null,
    names: string,
    instead: string,
  ) => change('python', 'name', since, until, module, names, instead),
  modules: (since: string | null, until: string | null, names: string, instead: string) =>
    change('python', 'module', since, until, null, names, instead),
};

function change(
  of: ApiOwner,
  kind: ApiChange['kind'],
  since: string | null,
  until: string | null,
  within: string | null,
  names: string,
  instead: string,
): ApiChange {
  return { of, kind, in: within, names: words(names), since, until, instead };
}

/** Methods of `unittest.TestCase` that only have another name now; the rules of repair use the same table. */
export const RENAMED_ASSERTIONS: Readonly<Record<string, string>> = {
  assertEquals: 'assertEqual',
  assertNotEquals: 'assertNotEqual',
  assertAlmostEquals: 'assertAlmostEqual',
  assertNotAlmostEquals: 'assertNotAlmostEqual',
  assertRegexpMatches: 'assertRegex',
  assertNotRegexpMatches: 'assertNotRegex',
  assertRaisesRegexp: 'assertRaisesRegex',
  assert_: 'assertTrue',
  failUnless: 'assertTrue',
  failIf: 'assertFalse',
  failUnlessEqual: 'assertEqual',
  failIfEqual: 'assertNotEqual',
  assertItemsEqual: 'assertCountEqual',
  assertQuerysetEqual: 'assertQuerySetEqual',
  assertFormsetError: 'assertFormSetError',
};

/**
 * What models write from memory of other versions, read on 2026-11-25 from
 * - https://docs.python.org/3/whatsnew/3.10.html to 3.14.html, sections "Removed" and "New",
 * - https://docs.djangoproject.com/en/stable/releases/3.0/ to 6.0, "Features removed" and "What's new",
 * - https://docs.pytest.org/en/stable/deprecations.html and changelog.html.
 */
export const API_CHANGES: readonly ApiChange[] = [
  PYTHON.names(
    null,
    '3.12',
    null,
    'assertEquals assertNotEquals assertAlmostEquals assertNotAlmostEquals assertRegexpMatches assertNotRegexpMatches assertRaisesRegexp assert_ failUnless failIf failUnlessEqual failIfEqual',
    'the method under its present name, such as assertEqual, assertRegex, assertTrue',
  ),
  PYTHON.names(null, '3.12', null, 'assertDictContainsSubset', 'assertEqual(whole, {**whole, **part})'),
  PYTHON.names(null, '3.0', null, 'assertItemsEqual', 'assertCountEqual'),
  PYTHON.names(
    '3.14',
    null,
    null,
    'assertStartsWith assertEndsWith assertHasAttr assertIsSubclass',
    'assertTrue with the plain expression',
  ),
  PYTHON.names('3.11', null, null, 'enterContext', 'a with statement'),
  PYTHON.modules(null, '3.12', 'distutils imp asynchat asyncore smtpd', 'importlib, shutil or plain code'),
  PYTHON.modules(
    null,
    '3.13',
    'aifc audioop cgi cgitb chunk crypt imghdr lib2to3 mailcap msilib nis nntplib ossaudiodev pipes sndhdr spwd sunau telnetlib uu xdrlib',
    'plain code or another module of the standard library',
  ),
  PYTHON.modules('3.11', null, 'tomllib', 'the project’s own reader of TOML, or no TOML at all'),
  PYTHON.names(
    null,
    '3.10',
    'collections',
    'Mapping MutableMapping Sequence MutableSequence Iterable Iterator Callable Set MutableSet Hashable',
    'the same name from collections.abc',
  ),
  PYTHON.names(null, '3.11', 'inspect', 'getargspec formatargspec', 'inspect.signature'),
  PYTHON.names(null, '3.11', 'asyncio', 'coroutine', 'async def'),
  PYTHON.names(
    '3.11',
    null,
    'asyncio',
    'timeout timeout_at TaskGroup Runner Barrier',
    'asyncio.wait_for or asyncio.gather',
  ),
  PYTHON.names('3.11', null, 'datetime', 'UTC', 'datetime.timezone.utc'),
  PYTHON.names('3.11', null, 'enum', 'StrEnum verify ReprEnum EnumCheck', 'class Name(str, enum.Enum)'),
  PYTHON.names(
    '3.11',
    null,
    'typing',
    'Self Never LiteralString Required NotRequired Unpack assert_never assert_type reveal_type dataclass_transform',
    'no annotation',
  ),
  PYTHON.names('3.12', null, 'typing', 'override TypeAliasType', 'no annotation'),
  PYTHON.names('3.11', null, 'contextlib', 'chdir', 'monkeypatch.chdir'),
  PYTHON.names('3.11', null, 'math', 'cbrt exp2', 'x ** (1 / 3), 2 ** x'),
  PYTHON.names('3.12', null, 'math', 'sumprod', 'sum(a * b for a, b in zip(left, right))'),
  PYTHON.names('3.12', null, 'itertools', 'batched', 'slices of a list'),
  PYTHON.names('3.10', null, 'itertools', 'pairwise', 'zip(items, items[1:])'),
  PYTHON.names('3.13', null, 'copy', 'replace', 'dataclasses.replace'),
  PYTHON.names('3.11', null, 'builtins', 'ExceptionGroup BaseExceptionGroup', 'the single exception'),
  change(
    'django',
    'module',
    null,
    '3.0',
    null,
    'django.utils.six django.utils.lru_cache django.utils._os.abspathu',
    'the standard library',
  ),
  change('django', 'name', null, '3.0', 'django.shortcuts', 'render_to_response', 'django.shortcuts.render'),
  change(
    'django',
    'name',
    null,
    '3.0',
    'django.utils.encoding',
    'python_2_unicode_compatible',
    '__str__ alone',
  ),
  change(
    'django',
    'name',
    null,
    '4.0',
    'django.utils.translation',
    'ugettext ugettext_lazy ugettext_noop ungettext ungettext_lazy',
    'the name without the leading u: gettext, gettext_lazy, ngettext',
  ),
  change(
    'django',
    'name',
    null,
    '4.0',
    'django.utils.encoding',
    'force_text smart_text',
    'force_str, smart_str',
  ),
  change('django', 'name', null, '4.0', 'django.conf.urls', 'url', 'django.urls.path or re_path'),
  change(
    'django',
    'name',
    null,
    '4.0',
    'django.utils.http',
    'urlquote urlquote_plus urlunquote urlunquote_plus is_safe_url',
    'urllib.parse.quote, url_has_allowed_host_and_scheme',
  ),
  change(
    'django',
    'name',
    null,
    '4.0',
    'django.contrib.postgres.fields',
    'JSONField',
    'django.db.models.JSONField',
  ),
  change('django', 'name', null, '4.0', 'django.db.models', 'NullBooleanField', 'BooleanField(null=True)'),
  change(
    'django',
    'name',
    null,
    '4.0',
    null,
    'is_ajax',
    'request.headers.get("x-requested-with") == "XMLHttpRequest"',
  ),
  change('django', 'parameter', null, '4.0', 'Signal.__init__', 'providing_args', 'Signal()'),
  change('django', 'name', null, '5.0', 'django.utils.timezone', 'utc', 'datetime.timezone.utc'),
  change(
    'django',
    'module',
    null,
    '5.0',
    null,
    'django.utils.baseconv django.utils.datetime_safe',
    'the standard library',
  ),
  change('django', 'parameter', null, '5.0', 'make_aware', 'is_dst', 'make_aware without is_dst'),
  change('django', 'name', null, '5.1', null, 'assertQuerysetEqual', 'assertQuerySetEqual'),
  change('django', 'name', null, '5.1', null, 'assertFormsetError', 'assertFormSetError'),
  change(
    'django',
    'name',
    '4.2',
    null,
    null,
    'assertQuerySetEqual assertFormSetError',
    'assertQuerysetEqual, assertFormsetError',
  ),
  change(
    'django',
    'name',
    null,
    '5.1',
    null,
    'make_random_password',
    'django.utils.crypto.get_random_string(12)',
  ),
  change(
    'django',
    'name',
    null,
    '5.1',
    'django.core.files.storage',
    'get_storage_class',
    'django.core.files.storage.storages',
  ),
  change(
    'django',
    'name',
    '4.2',
    null,
    'django.core.files.storage',
    'storages InMemoryStorage',
    'FileSystemStorage on tmp_path',
  ),
  change(
    'django',
    'module',
    null,
    '6.0',
    null,
    'django.utils.itercompat',
    'isinstance(value, collections.abc.Iterable)',
  ),
  change('django', 'parameter', null, '6.0', 'CheckConstraint.__init__', 'check', 'condition='),
  change('django', 'parameter', '5.1', null, 'CheckConstraint.__init__', 'condition', 'check='),
  change(
    'django',
    'parameter',
    '5.2',
    null,
    'reverse',
    'query fragment',
    'reverse(…) followed by "?page=2" as text',
  ),
  change('django', 'name', '5.2', null, 'HttpResponse', 'text', 'response.content.decode()'),
  change('django', 'name', '5.2', null, 'JsonResponse', 'text', 'response.json()'),
  change(
    'django',
    'name',
    '5.2',
    null,
    null,
    'assertNotInHTML',
    'assertNotContains(response, text, html=True)',
  ),
  change(
    'django',
    'name',
    '5.2',
    null,
    'django.db.models',
    'CompositePrimaryKey JSONArray',
    'a single primary key',
  ),
  change('django', 'name', '5.0', null, 'django.db.models', 'GeneratedField', 'a property of the model'),
  change('django', 'parameter', '5.0', null, null, 'db_default', 'default='),
  change(
    'django',
    'name',
    '5.0',
    null,
    'django.shortcuts',
    'aget_object_or_404 aget_list_or_404',
    'get_object_or_404',
  ),
  change(
    'django',
    'name',
    '5.1',
    null,
    'django.contrib.auth.decorators',
    'login_not_required',
    'no decorator',
  ),
  change('django', 'module', '6.0', null, null, 'django.tasks', 'a plain call'),
  change('pytest', 'parameter', null, '5.0', 'raises', 'message', 'pytest.raises(Error, match="…")'),
  change('pytest', 'name', null, '5.0', 'pytest', 'config', 'the request fixture: request.config'),
  change(
    'pytest',
    'name',
    null,
    '7.0',
    'pytest',
    'collect',
    'the same class straight from pytest, such as pytest.Module',
  ),
  change('pytest', 'name', null, '4.0', null, 'get_marker', 'get_closest_marker'),
  change('pytest', 'name', null, '6.0', null, 'funcargnames', 'fixturenames'),
  change('pytest', 'parameter', null, '8.0', 'fail', 'msg', 'reason='),
  change('pytest', 'parameter', null, '8.0', 'skip', 'msg', 'reason='),
  change('pytest', 'parameter', null, '8.0', 'exit', 'msg', 'reason='),
  change('pytest', 'parameter', '8.2', null, 'importorskip', 'exc_type', 'pytest.importorskip(name)'),
  change(
    'pytest',
    'parameter',
    '8.4',
    null,
    'raises',
    'check',
    'with pytest.raises(Error) as caught, then assert on caught.value',
  ),
  change('pytest', 'name', '8.4', null, 'pytest', 'RaisesGroup RaisesExc HIDDEN_PARAM', 'pytest.raises'),
  change('pytest', 'fixture', '9.0', null, null, 'subtests', 'pytest.mark.parametrize'),
  change('pytest', 'fixture', '8.4', null, null, 'capteesys', 'capsys'),
];

/** The version of each owner that CI ran with; null when the report does not name it. */
export type InstalledVersions = Record<ApiOwner, string | null>;

/**
 * The change that explains why a name is not there, or null: the installed version is older than the first that has
 * it, or not older than the first that lacks it.
 */
export function findApiChange(
  asked: { kind: ApiChange['kind']; name: string; in: string | null },
  installed: InstalledVersions,
): ApiChange | null {
  const found = API_CHANGES.find((entry) => {
    const version = installed[entry.of];
    if (entry.kind !== asked.kind || version === null || !entry.names.includes(asked.name)) return false;
    if (entry.in !== null && asked.in !== null && entry.in !== asked.in) return false;
    if (entry.in !== null && asked.in === null && entry.kind !== 'parameter') return false;
    return isBefore(version, entry.since) || (entry.until !== null && !isBefore(version, entry.until));
  });
  return found ?? null;
}

/** `x.y.z` compared number by number; nothing is before null. */
function isBefore(version: string, limit: string | null): boolean {
  if (limit === null) return false;
  const [a, b] = [version, limit].map((text) => (text.match(/\d+/g) ?? []).map(Number));
  for (let index = 0; index < b!.length; index++) {
    const [mine, theirs] = [a![index] ?? 0, b![index]!];
    if (mine !== theirs) return mine < theirs;
  }
  return false;
}
