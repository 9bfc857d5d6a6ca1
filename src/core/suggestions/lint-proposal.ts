import type { Target } from '../python/target.ts';
import { type ImportedName, renderImport } from './imports.ts';
import { findMissingImport } from './missing-imports.ts';
import { type Diagnostic, lintPython } from './ruff.ts';

export type LintResult = { ok: true; imports: ImportedName[] } | { ok: false; code: string; reason: string };

/** Reason codes by Ruff's rules; any other finding is `lint-error`. */
const CODES: Record<string, string> = {
  F821: 'undefined-name',
  F822: 'undefined-name',
  F823: 'undefined-name',
  F811: 'redefinition',
  'invalid-syntax': 'syntax-error',
};

/** Each pass adds or removes imports; more passes than names could only mean that two rules disagree. */
const MAX_PASSES = 6;

/**
 * Lints a proposal by Ruff with our settings. What follows from rules is mended: unused imports go, obvious missing
 * ones come. Lines in reasons count within the code, as it is shown to people and to the model.
 */
export function lintProposal(imports: readonly ImportedName[], code: string, target: Target): LintResult {
  let kept = [...imports];
  for (let pass = 0; ; pass++) {
    const statements = kept.map(renderImport);
    const found = lintPython(`${statements.join('\n')}\n\n${code}`);
    const codeStart = Math.max(statements.length, 1) + 1;
    const unused = new Set(
      found
        .filter(({ code: rule, line }) => rule === 'F401' && line <= kept.length)
        .map(({ line }) => line - 1),
    );
    const added = found
      .filter(({ code: rule }) => rule === 'F821')
      .map(({ message }) => /`([^`]+)`/.exec(message)?.[1] ?? '')
      .map((name) => findMissingImport(name, code, target))
      .filter((item) => item !== null);
    const isNew = added.filter(
      (item, index) => added.findIndex((other) => renderImport(other) === renderImport(item)) === index,
    );
    if ((unused.size > 0 || isNew.length > 0) && pass < MAX_PASSES) {
      kept = [...kept.filter((_, index) => !unused.has(index)), ...isNew];
      continue;
    }
    const finding = found.find(({ code: rule }) => rule !== 'F401');
    return finding ? refuse(finding, codeStart, code) : { ok: true, imports: kept };
  }
}

function refuse(finding: Diagnostic, codeStart: number, code: string): LintResult {
  const line = finding.line - codeStart;
  const where = line >= 1 ? `line ${line}` : 'imports';
  const text = line >= 1 ? (code.split('\n')[line - 1] ?? '').trim().slice(0, 80) : '';
  const quoted = text ? ` (\`${text.replaceAll('`', "'")}\`)` : '';
  return {
    ok: false,
    code: CODES[finding.code] ?? 'lint-error',
    reason: `${where}: ${finding.message}${quoted}`,
  };
}
