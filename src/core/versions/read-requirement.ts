import type { Source } from '../onboarding/facts.ts';
import { type FoundVersion, isTold, normaliseName } from './found-version.ts';

/** Longer lines name no requirement; the pattern below is only quick on short ones. */
const MAX_LINE = 300;
/** https://packaging.python.org/en/latest/specifications/dependency-specifiers/ */
const REQUIREMENT =
  /^\s*([A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*\(?\s*((?:(?:===|[<>=!~]=|[<>])\s*[\w.*+!-]+\s*,?\s*)*)\)?\s*(?:[;#\\].*|--hash.*)?$/;

/** `Django[argon2]>=5.2,<6 ; python_version > "3"` as one place says it; null for what is none, or tells nothing about tests. */
export function readRequirement(
  line: string,
  source: Source,
  kind: 'asked' | 'constraint' = 'asked',
): FoundVersion | null {
  const match = line.length > MAX_LINE ? null : REQUIREMENT.exec(line);
  const name = normaliseName(match?.[1] ?? '');
  if (!match || !isTold(name)) return null;
  return specified(name, match[2]!.replace(/[\s,]+$/, ''), source, kind);
}

/** A range of PEP 440, or of Poetry, as one version or as a range. */
export function specified(
  name: string,
  written: string,
  source: Source,
  kind: 'asked' | 'constraint' = 'asked',
): FoundVersion {
  const range = written.replaceAll(/\s+/g, '').slice(0, 60);
  const exact = /^={2,3}([\w.+!-]+)$/.exec(range)?.[1] ?? /^(\d+(?:\.\d+){1,3}\w*)$/.exec(range)?.[1];
  const version = exact ?? (range === '*' ? '' : range);
  if (kind === 'constraint') return { name, version, kind, source };
  return { name, version, kind: exact === undefined ? 'range' : 'pin', source };
}
