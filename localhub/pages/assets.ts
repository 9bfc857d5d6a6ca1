import { readFileSync } from 'node:fs';

const contentTypes: Record<string, string> = {
  'page.css': 'text/css; charset=utf-8',
  'page.js': 'text/javascript; charset=utf-8',
  'icon.svg': 'image/svg+xml',
};

/** Where the pages find a file of the folder `assets`. */
export function addressOfAsset(name: 'page.css' | 'page.js' | 'icon.svg'): string {
  return `/-/assets/${name}`;
}

/** A file that the pages need by its address; null for everything else. */
export function readAsset(path: string): { content: string; contentType: string } | null {
  const name = /^\/-\/assets\/([\w.]+)$/.exec(path)?.[1] ?? '';
  const contentType = Object.hasOwn(contentTypes, name) ? contentTypes[name] : undefined;
  if (contentType === undefined) return null;
  return { content: readFileSync(new URL(`assets/${name}`, import.meta.url), 'utf8'), contentType };
}
