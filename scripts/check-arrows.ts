import { cruise, type ICruiseResult } from 'dependency-cruiser';
import { ARROW_RULES } from './arrow-rules.ts';

/** Fewer modules than this means that the checker did not read the sources, which must not look like success. */
const LEAST_MODULES = 50;

const { output } = await cruise(['src', 'localhub', 'scripts'], {
  ruleSet: ARROW_RULES,
  validate: true,
  parser: 'swc',
  tsPreCompilationDeps: true,
  doNotFollow: { path: 'node_modules' },
  enhancedResolveOptions: {
    exportsFields: ['exports'],
    conditionNames: ['import', 'node', 'default', 'types'],
  },
});
const result = output as ICruiseResult;
for (const violation of result.summary.violations) {
  console.error(`${violation.rule.severity} ${violation.rule.name}: ${violation.from} → ${violation.to}`);
}
const modules = result.modules.filter(
  (module) => module.source.endsWith('.ts') && !module.source.includes('node_modules'),
).length;
const arrows = result.summary.totalDependenciesCruised ?? 0;
console.log(`${modules} modules, ${arrows} arrows, ${result.summary.error} forbidden`);
if (modules < LEAST_MODULES || arrows < LEAST_MODULES) {
  console.error(
    `Only ${modules} modules and ${arrows} arrows were read: the checker is broken, not the code.`,
  );
  process.exitCode = 1;
}
if (result.summary.error > 0) process.exitCode = 1;
