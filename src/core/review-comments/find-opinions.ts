import type { Weakness } from '../suggestions/suggestion.ts';
import { type Finding, OPINION } from './finding.ts';
import { fingerprintOf } from './fingerprint-of.ts';
import { type FilePlaces, firstShownLine } from './places.ts';

/** What the model has said of tests that the change touches, each where its test begins; said last. */
export function findOpinions(
  weaknesses: readonly Weakness[],
  places: Readonly<Record<string, FilePlaces>>,
): Finding[] {
  const found = new Map<string, Finding>();
  for (const { path, test, problem, advice } of weaknesses) {
    const own = Object.hasOwn(places, path) ? places[path]! : undefined;
    const name = test.replaceAll('::', '.');
    const place = own?.functions.find((one) => one.name === name || one.name.endsWith(`.${name}`));
    if (!place) continue;
    const line = firstShownLine(own, place.startLine, place.endLine);
    const fingerprint = fingerprintOf({ rule: OPINION, path, what: place.name });
    if (found.has(fingerprint)) continue;
    found.set(fingerprint, {
      rule: OPINION,
      title: 'This test could be stronger',
      severity: 4,
      path,
      what: place.name.replaceAll('.', '::'),
      firstLine: line ?? place.startLine,
      lastLine: line ?? place.startLine,
      message: `${problem} ${advice} This is the model's opinion; nothing was measured.`,
      replacement: null,
      isInDiff: line !== null,
      fingerprint,
    });
  }
  return [...found.values()];
}
