import type { IFlattenedRuleSet, IForbiddenRuleType } from 'dependency-cruiser';

const sdkFence = (name: string, packages: string[], folder: string): IForbiddenRuleType => ({
  name,
  severity: 'error',
  comment: `${packages.join(', ')} stay inside ${folder}`,
  from: { path: '^src/', pathNot: `^${folder}` },
  to: { path: `node_modules/(${packages.join('|')})(/|$)` },
});

/** Which folder may import which: docs/architecture.md explains each. */
export const ARROW_RULES: IFlattenedRuleSet = {
  forbidden: [
    {
      name: 'core-is-pure',
      severity: 'error',
      comment: 'core decides; it imports core, the outcome list and pure libraries only',
      from: { path: '^src/core/' },
      to: {
        pathNot: [
          '^src/core/',
          '^src/outcome\\.ts$',
          'node_modules/(zod|web-tree-sitter|parse-diff|lcov-parse|sax|smol-toml|yaml|@astral-sh/ruff-wasm-nodejs|@secretlint/[^/]+)(/|$)',
        ],
      },
    },
    {
      name: 'edges-do-not-know-workflows',
      severity: 'error',
      from: { path: '^src/edges/' },
      to: { path: '^src/(workflows|webhooks|start-app|main\\.ts)' },
    },
    {
      name: 'webhooks-only-translate',
      severity: 'error',
      from: { path: '^src/webhooks/' },
      // Strings that must be read back are read in one place, also in a payload.
      to: { path: '^src/(workflows|core/(?!names/))' },
    },
    {
      name: 'product-does-not-know-its-test-hub',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(localhub|test|scripts|bench|examples)/' },
    },
    {
      name: 'no-circles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    sdkFence('octokit-in-one-folder', ['@octokit/.*'], 'src/edges/github/'),
    sdkFence('model-sdks-in-one-folder', ['@anthropic-ai/sdk', 'openai'], 'src/edges/models/'),
    sdkFence('probot-at-the-edge', ['probot'], 'src/(edges/web/|app\\.ts)'),
    sdkFence(
      'database-in-two-folders',
      ['pg', 'pg-boss', '@electric-sql/pglite', '@electric-sql/pglite-pgvector'],
      'src/edges/(database|queue)/',
    ),
  ],
};
