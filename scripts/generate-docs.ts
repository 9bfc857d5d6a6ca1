import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import {
  CONFIGURATION_PATH,
  configurationSchema,
  ORGANISATION_PATHS,
  ORGANISATION_REPOSITORY,
} from '../src/core/configuration/schema.ts';
import { SETTINGS } from '../src/settings.ts';

/** The pages that are made from code. A test compares; `node scripts/generate-docs.ts` writes them. */
export function renderConfigurationPage(): string {
  const rows = SETTINGS.map(
    ({ name, fallback, description }) =>
      `| \`${name}\` | ${fallback === null ? '**required**' : fallback === '' ? '(empty)' : `\`${fallback}\``} | ${description.replaceAll('|', '\\|')} |`,
  );
  return `# Configuration

Generated from \`src/settings.ts\` by \`node scripts/generate-docs.ts\`. The app reads these environment variables at start
and nothing later; what is missing or unusable is named in one sentence, and the app does not start.

| Variable | Default | Meaning |
| --- | --- | --- |
${rows.join('\n')}
`;
}

/** \`.env.example\`: every variable, commented out unless it is required. */
export function renderEnvironmentExample(): string {
  const blocks = SETTINGS.map(({ name, fallback, description }) => {
    const assignment =
      fallback === null && name !== 'PRIVATE_KEY' ? `${name}=` : `#${name}=${fallback ?? ''}`;
    return `# ${description}\n${assignment}`;
  });
  return `# Copy to .env and fill in; \`npm start\` reads it.\n# Never commit the copy: it holds secrets.\n\n${blocks.join('\n\n')}\n`;
}

/** The page about `.github/testwright.yml`: a table for each section. */
export function renderRepositoryConfigurationPage(): string {
  return `# Configuration of a repository

Generated from \`src/core/configuration/schema.ts\` by \`node scripts/generate-docs.ts\`.

A repository may have the file \`${CONFIGURATION_PATH}\`. Testwright reads it at the merge base of a pull request, never at
its head: a pull request cannot lower its own gates, and a change of this file counts from the pull request after the
one that makes it. Everything is optional. Endpoints, credentials and who may accept have no place here: they belong to the
operator and to GitHub's own permissions.

What is wrong in the file has no effect, and the rest stays in force. It is named with its line in the summary comment and
in our check. A pull request that changes the file has it checked as it stands at its head, with remarks on the lines, also
where it changes nothing else; what its base says stays in force for it. Of a file that is no YAML nothing is used: then
those of the organisation and the defaults are in force.

## Settings of the organisation

The repository \`${ORGANISATION_REPOSITORY}\` of the same owner may have settings for all of the owner's repositories, in \`${ORGANISATION_PATHS.join('` or `')}\` at its
default branch. A repository's own settings go before them, key by key; a list counts as one key. Of two limits in \`budget\`
the lower one counts. They can be read only where the app is installed on that repository too (seen within ten minutes); \`/testwright status\` says
whether they were found.

## For editors

For completion in an editor, begin the file with

\`\`\`yaml
# yaml-language-server: $schema=https://raw.githubusercontent.com/testwright/testwright/main/docs/testwright.schema.json
\`\`\`

\`\`\`yaml
paths:
  ignore: [scripts/, "**/experiments/**"]
instructions:
  - path: shop/api/
    text: Test endpoints through our client fixture, never by calling the view.
gates:
  changed-line-coverage: 80
  project-drop: 0.5
  evaluations:
    min-pass-rate: 90
evaluations:
  artifact: evals
\`\`\`
${renderSections(configurationSchema, '', 2)}
## How gates are judged

- Without gates the conclusion of our check run is neutral. With gates: all met is success, one missed is failure, and as
  soon as one could not be measured and none is missed it is neutral, with the reason. **GitHub takes neutral for passed**
  when a check is required, so a gate that cannot be measured does not block a merge.
- Nothing that Testwright suggests counts: gates are about the change as it is.
- \`changed-line-coverage\` and \`project-drop\` count lines and branches together as coverage.py does, without test files. A
  suite that is not green is not measured. From LCOV of the own CI, every changed file must be listed (set \`source\` in
  the settings of coverage, so that files are listed that no test imports), and CI must have finished.
- \`mutation-score\` is: mutants that a test of the own suite notices, of those that were run against it. Mutants that were
  not run count for nothing. They exist only on changed lines that a suggested test executes, so the score is that of a
  sample; how many there were stands beside it.
- \`evaluations.min-pass-rate\`: passed of passed, failed and errors; skipped ones count for nothing.
- Gates stop carelessness, not malice: the numbers come from jobs that ran the unreviewed code of the pull request.

## Where your own CI is looked for

- LCOV is looked for where our workflow cannot run: it is missing, or the pull request comes from a fork. Runs of head and
  of base are found by their commit. Of each workflow file the newest finished run that has LCOV counts, a run of a push
  before one of a pull request, because the latter tests the merge with the base branch. Several files, such as of a matrix,
  are united. Paths must be relative to the repository's root, or absolute paths that end in one of its paths.
- Evaluations are looked for in every review once \`evaluations.artifact\` is set: promptfoo's JSON (\`promptfoo eval --output
  results.json\`) or JUnit XML (\`deepeval test run …\` and \`pytest --junitxml=results.xml\`).
- What finishes after the review is added to its comment and check.
`;
}

function renderSections(section: z.ZodObject, path: string, level: number): string {
  const fields = Object.entries(section.shape as Record<string, z.ZodType>).map(([key, field]) => ({
    name: path === '' ? key : `${path}.${key}`,
    key,
    inner: (field instanceof z.ZodOptional ? field.unwrap() : field) as z.ZodType,
  }));
  const rows = fields
    .filter(({ inner }) => !(inner instanceof z.ZodObject))
    .map(({ key, inner }) => `| \`${key}\` | ${describeValue(inner)} | ${inner.description ?? ''} |`);
  const table = rows.length > 0 ? ['', '| Key | Value | Meaning |', '| --- | --- | --- |', ...rows, ''] : [];
  const parts = fields.map(({ name, inner }) =>
    inner instanceof z.ZodArray && inner.element instanceof z.ZodObject
      ? `\n${'#'.repeat(level)} Entries of \`${name}\`\n${renderSections(inner.element, name, level + 1)}`
      : inner instanceof z.ZodObject
        ? `\n${'#'.repeat(level)} \`${name}\`\n\n${inner.description ?? ''}\n${renderSections(inner, name, level + 1)}`
        : '',
  );
  return [table.join('\n'), ...parts].join('');
}

/** What would be right, in the words that a wrong value is answered with. */
function describeValue(field: z.ZodType): string {
  const message = field.safeParse(undefined).error?.issues[0]?.message ?? '';
  return message.replace(/^must be /, '');
}

/** The JSON Schema of `.github/testwright.yml`, for editors. */
export function renderConfigurationSchema(): string {
  return `${JSON.stringify(z.toJSONSchema(configurationSchema, { target: 'draft-7' }), null, 2)}\n`;
}

const PAGES: Record<string, () => string> = {
  'docs/configuration.md': renderConfigurationPage,
  '.env.example': renderEnvironmentExample,
  'docs/repository-configuration.md': renderRepositoryConfigurationPage,
  'docs/testwright.schema.json': renderConfigurationSchema,
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [path, render] of Object.entries(PAGES)) {
    const file = new URL(`../${path}`, import.meta.url);
    const text = render();
    let before = '';
    try {
      before = readFileSync(file, 'utf8');
    } catch {
      // The page is new.
    }
    if (before !== text) writeFileSync(file, text);
  }
}
