import { SMELL_RULES } from '../src/core/smells/rules.ts';

/** The rules about tests as docs/review-comments.md lists them. */
export function renderRulesTable(): string {
  const rows = SMELL_RULES.map(({ id, sees, leaves }) => `| \`${id}\` | ${sees} | ${leaves} |`);
  return ['| Rule | It sees | It leaves alone |', '| --- | --- | --- |', ...rows].join('\n');
}
