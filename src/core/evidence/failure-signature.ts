import type { Failure } from './ci-report.ts';

/**
 * What makes two failures the same one: class, message and place, without what changes from run to run (numbers,
 * addresses, ids, temporary folders, quoted values). Lines are left out, because a repaired test has others.
 */
export function failureSignature(failure: Failure): string {
  const message = failure.message
    .slice(0, 1000)
    .replaceAll(/0x[0-9a-f]+/gi, '#')
    .replaceAll(/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi, '#')
    .replaceAll(/(?<![\w.])\/[\w./-]+/g, '#')
    .replaceAll(/\b[0-9a-f]{12,}\b/gi, '#')
    .replaceAll(/\d+/g, '#')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return [failure.type, failure.phase, failure.raisedIn, failure.path ?? '', message].join('|');
}
