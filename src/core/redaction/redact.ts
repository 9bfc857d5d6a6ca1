import { lintSource } from '@secretlint/core';
import { secretLintProfiler } from '@secretlint/profiler';
import { rules as presetRules } from '@secretlint/secretlint-rule-preset-recommend';
import { type Finding, findSecrets } from './secret-rules.ts';

/** How often a rule found something. */
export interface Redaction {
  rule: string;
  count: number;
}

/**
 * Takes secrets out of text. Applied to everything that goes to a model, and to everything that comes back or is
 * published. It cannot find every secret; see docs/prompts.md.
 */
export interface Redactor {
  /** Each secret becomes `[redacted:<rule>]`. Line numbers stay true: a secret of three lines leaves three lines. */
  redact(text: string): Promise<{ text: string; redactions: Redaction[] }>;
}

/** What redaction leaves behind is not redacted again, so that doing it twice changes nothing. */
const PLACEHOLDER = /^\[redacted:[a-z0-9-]+\]$/;

const RULE_PREFIX = '@secretlint/secretlint-rule-';

/**
 * The rules of the preset one by one, without the one that obeys comments such as `secretlint-disable`: a repository
 * could switch redaction off. (The preset itself does not honour `disabled` for it.)
 */
const CONFIG = {
  rules: presetRules
    .filter((rule) => rule.meta.id !== `${RULE_PREFIX}filter-comments`)
    .map((rule) => ({ id: rule.meta.id, rule })),
};

/** The redactor: secretlint's recommended preset, in this process, and rules of our own for what it misses. */
export async function createRedactor(): Promise<Redactor> {
  // On by default, it keeps an entry for each rule and text for as long as the process lives.
  secretLintProfiler.setEnabled(false);
  return { redact };
}

async function redact(text: string): Promise<{ text: string; redactions: Redaction[] }> {
  const findings = mergeFindings([...(await lint(text)), ...findSecrets(text)], text);
  const counts = new Map<string, number>();
  let result = '';
  let position = 0;
  for (const { rule, start, end } of findings) {
    const lineBreaks = text.slice(start, end).replace(/[^\n]+/g, '');
    result += `${text.slice(position, start)}[redacted:${rule}]${lineBreaks}`;
    position = end;
    counts.set(rule, (counts.get(rule) ?? 0) + 1);
  }
  const redactions = [...counts].map(([rule, count]) => ({ rule, count }));
  return { text: result + text.slice(position), redactions };
}

async function lint(text: string): Promise<Finding[]> {
  const { messages } = await lintSource({
    source: { content: text, contentType: 'text', filePath: 'text.txt', ext: '.txt' },
    options: { config: CONFIG, noPhysicFilePath: true },
  });
  return messages.map(({ ruleId, range: [start, end] }) => ({
    rule: ruleId.replace(RULE_PREFIX, ''),
    start,
    end,
  }));
}

/** In order and without overlaps; where some overlap, the name is that of the one that starts first and ends last. */
function mergeFindings(findings: Finding[], text: string): Finding[] {
  const merged: Finding[] = [];
  const ordered = findings
    .filter(({ start, end }) => end > start && !PLACEHOLDER.test(text.slice(start, end)))
    .sort((a, b) => a.start - b.start || b.end - a.end);
  for (const finding of ordered) {
    const last = merged.at(-1);
    if (last && finding.start < last.end) last.end = Math.max(last.end, finding.end);
    else merged.push({ ...finding });
  }
  return merged;
}
