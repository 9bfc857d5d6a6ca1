/** What a test is, and what was said of it. */
export interface Answer {
  scenario: string;
  test: string;
  truth: string;
  said: string;
}

/** A share with the limits between which the true one lies in 95 of 100 cases (Wilson's interval). */
export interface Share {
  value: number;
  low: number;
  high: number;
}

/** How well one label is told; `n` tests have it. A share of nothing is null. */
export interface LabelScore {
  label: string;
  precision: Share | null;
  recall: Share | null;
  n: number;
}

/** One score for each label that the truth has, in the order given; what else was said counts as a miss. */
export function scoreLabels(answers: readonly Answer[], labels: readonly string[]): LabelScore[] {
  return labels.map((label) => {
    const ofTruth = answers.filter(({ truth }) => truth === label);
    const said = answers.filter((answer) => answer.said === label);
    const right = said.filter(({ truth }) => truth === label).length;
    return {
      label,
      precision: buildShare(right, said.length),
      recall: buildShare(right, ofTruth.length),
      n: ofTruth.length,
    };
  });
}

/** E. B. Wilson, Probable inference, Journal of the American Statistical Association 22 (1927), with z = 1.96. */
export function buildShare(count: number, total: number): Share | null {
  if (total === 0) return null;
  const z = 1.96;
  const value = count / total;
  const middle = value + z ** 2 / (2 * total);
  const spread = z * Math.sqrt((value * (1 - value)) / total + z ** 2 / (4 * total ** 2));
  const scale = 1 + z ** 2 / total;
  return { value, low: Math.max(0, (middle - spread) / scale), high: Math.min(1, (middle + spread) / scale) };
}
