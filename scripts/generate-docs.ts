import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
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

const PAGES: Record<string, () => string> = {
  'docs/configuration.md': renderConfigurationPage,
  '.env.example': renderEnvironmentExample,
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
