import { RENAMED_ASSERTIONS } from '../../evidence/api-changes.ts';
import { importedNames, isImport, renderImport } from '../imports.ts';
import { renameInCode } from '../rename.ts';
import type { Broken, Mended } from './repair-rule.ts';

/** Names that a module only renamed: old name → module and new name. The call stays the same. */
const RENAMED: Readonly<Record<string, { module: string; to: string }>> = {
  'django.utils.translation.ugettext': { module: 'django.utils.translation', to: 'gettext' },
  'django.utils.translation.ugettext_lazy': { module: 'django.utils.translation', to: 'gettext_lazy' },
  'django.utils.translation.ungettext': { module: 'django.utils.translation', to: 'ngettext' },
  'django.utils.encoding.force_text': { module: 'django.utils.encoding', to: 'force_str' },
  'django.utils.encoding.smart_text': { module: 'django.utils.encoding', to: 'smart_str' },
  'django.conf.urls.url': { module: 'django.urls', to: 're_path' },
  'django.utils.http.urlquote': { module: 'urllib.parse', to: 'quote' },
  'django.contrib.postgres.fields.JSONField': { module: 'django.db.models', to: 'JSONField' },
  'collections.Mapping': { module: 'collections.abc', to: 'Mapping' },
  'collections.Iterable': { module: 'collections.abc', to: 'Iterable' },
  'collections.Sequence': { module: 'collections.abc', to: 'Sequence' },
};

/** Something that has another name in the installed version, and nothing but another name. */
export function renameApi(broken: Broken): Mended | null {
  const old =
    broken.diagnosis.cause === 'other-version-api' || /^assert/.test(broken.diagnosis.subject ?? '')
      ? broken.diagnosis.subject
      : null;
  if (old === null) return null;
  return renameAssertion(broken, old) ?? renameImported(broken, old);
}

function renameAssertion({ parser, suggestion }: Broken, old: string): Mended | null {
  const present = Object.hasOwn(RENAMED_ASSERTIONS, old) ? RENAMED_ASSERTIONS[old]! : null;
  if (present === null) return null;
  const places = parser.withTree(suggestion.code, (root) =>
    root
      .descendantsOfType('attribute')
      .filter(
        (node) =>
          node.childForFieldName('attribute')?.text === old &&
          node.childForFieldName('object')?.text === 'self',
      )
      .map((node) => node.childForFieldName('attribute')!.startIndex),
  );
  const code = places
    .sort((a, b) => b - a)
    .reduce((text, at) => text.slice(0, at) + present + text.slice(at + old.length), suggestion.code);
  return places.length > 0
    ? { imports: suggestion.imports, code, what: `calls ${present}, as ${old} is named now` }
    : null;
}

function renameImported({ parser, suggestion }: Broken, old: string): Mended | null {
  let code = suggestion.code;
  let what = '';
  const imports = suggestion.imports.flatMap((statement) =>
    parser
      .withTree(statement, (root) => root.namedChildren.filter(isImport).flatMap(importedNames))
      .map((item) => {
        const key = `${item.module}.${item.name}`;
        const found = item.name === old && Object.hasOwn(RENAMED, key) ? RENAMED[key]! : null;
        if (!found) return renderImport(item);
        what = `uses ${found.module}.${found.to}, as ${key} is named now`;
        if (item.alias === null && found.to !== old) code = renameInCode(parser, code, old, found.to);
        return renderImport({ module: found.module, name: found.to, alias: item.alias });
      }),
  );
  return what ? { imports, code, what } : null;
}
