import { quoteHostile } from '../evidence/quote-hostile.ts';
import { parseJunit } from './parse-junit.ts';
import { parsePromptfoo } from './parse-promptfoo.ts';
import { countJudged, type Scores, type ScoresReading } from './scores.ts';

/** Files that may hold results; everything else in the artifact is left alone. */
export function isEvaluationFile(name: string): boolean {
  return /\.(json|xml)$/i.test(name);
}

/**
 * The scores in an artifact. Several files of one format are added up, and one that is refused refuses all: a part
 * would look like the whole. promptfoo can write the same results as JSON and as XML; then the JSON counts.
 * @param files texts by name, of which `isEvaluationFile` is true
 */
export function readEvaluations(files: ReadonlyMap<string, string>): ScoresReading {
  const byName = [...files].sort(([a], [b]) => (a < b ? -1 : 1));
  const json = byName.filter(([name]) => /\.json$/i.test(name));
  const chosen = json.length > 0 ? json : byName;
  if (chosen.length === 0) return refuse('the artifact holds neither `.json` nor `.xml`');
  const sum: Scores = { passed: 0, failed: 0, errors: 0, skipped: 0, meanScore: null };
  let weighted = 0;
  for (const [name, text] of chosen) {
    const reading = json.length > 0 ? parsePromptfoo(text) : parseJunit(text);
    if (reading.kind === 'refused') return refuse(`${name} is refused: ${reading.reason}`);
    const { scores } = reading;
    sum.passed += scores.passed;
    sum.failed += scores.failed;
    sum.errors += scores.errors;
    sum.skipped += scores.skipped;
    weighted += (scores.meanScore ?? 0) * countJudged(scores);
  }
  const judged = countJudged(sum);
  if (judged + sum.skipped === 0) return refuse('it holds no result');
  return {
    kind: 'scores',
    scores: { ...sum, meanScore: json.length > 0 && judged > 0 ? weighted / judged : null },
  };
}

function refuse(reason: string): ScoresReading {
  return { kind: 'refused', reason: quoteHostile(reason) };
}
