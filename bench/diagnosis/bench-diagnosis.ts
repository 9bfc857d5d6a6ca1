import {
  type DiagnosedFailure,
  diagnoseCorpus,
  hasRightCause,
  hasRightFault,
  listConfusions,
  scoreOf,
} from './diagnose-corpus.ts';

/** What the issue asks for. */
const AIM = 0.95;

/** Accuracy of the detector on the whole corpus, on the held-out third alone, and by environment. */
export async function benchDiagnosis(): Promise<{ passed: boolean; result: unknown }> {
  const failures = diagnoseCorpus();
  const cause = scoreOf(failures, hasRightCause);
  const heldOut = failures.filter((one) => one.isHeldOut);
  const result = {
    diagnosis: { accuracy: cause.accuracy, n: cause.n },
    cause,
    fault: scoreOf(failures, hasRightFault),
    heldOut: { cause: scoreOf(heldOut, hasRightCause), fault: scoreOf(heldOut, hasRightFault) },
    tests: new Set(failures.map(({ name }) => name)).size,
    byEnvironment: scoreBy(failures, ({ environment }) => environment),
    byCause: scoreBy(failures, (one) => one.cause),
    confusions: listConfusions(failures),
  };
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
  const told = (name: string, { n, right, accuracy, interval }: typeof cause): string =>
    `${name}: ${right} of ${n} right, ${percent(accuracy)} (95 % interval ${percent(interval[0])} to ${percent(interval[1])})`;
  console.log(told('cause', cause));
  console.log(told('whose fault', result.fault));
  console.log(told('cause, held out', result.heldOut.cause));
  for (const { name, environment, planted, said } of result.confusions) {
    console.log(`  ${name} (${environment}): planted ${planted}, said ${said}`);
  }
  return { passed: cause.accuracy >= AIM, result };
}

function scoreBy(
  failures: readonly DiagnosedFailure[],
  keyOf: (one: DiagnosedFailure) => string,
): Record<string, { right: number; n: number }> {
  const scores = [...Map.groupBy(failures, keyOf)].map(([key, group]) => {
    const { right, n } = scoreOf(group, hasRightCause);
    return [key, { right, n }] as const;
  });
  return Object.fromEntries(scores.sort(([a], [b]) => (a < b ? -1 : 1)));
}
