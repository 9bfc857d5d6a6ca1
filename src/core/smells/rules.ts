import { assertTrueWithTwoValues } from './rules/assert-true-with-two-values.ts';
import { assertionNeverCalled } from './rules/assertion-never-called.ts';
import { assertionNeverReached } from './rules/assertion-never-reached.ts';
import { comparisonWithoutAssert } from './rules/comparison-without-assert.ts';
import { conditionalAssertion } from './rules/conditional-assertion.ts';
import { constantAssertion } from './rules/constant-assertion.ts';
import { network } from './rules/network.ts';
import { noAssertion } from './rules/no-assertion.ts';
import { orderDependence } from './rules/order-dependence.ts';
import { patchesWhatItTests } from './rules/patches-what-it-tests.ts';
import { redefinedTest } from './rules/redefined-test.ts';
import { sleep } from './rules/sleep.ts';
import { swallowedAssertion } from './rules/swallowed-assertion.ts';
import { testsOnlyMocks } from './rules/tests-only-mocks.ts';
import type { SmellRule } from './smell.ts';

/** Every rule, the gravest first; docs/review-comments.md lists them. */
export const SMELL_RULES: readonly SmellRule[] = [
  assertionNeverCalled,
  comparisonWithoutAssert,
  constantAssertion,
  assertTrueWithTwoValues,
  assertionNeverReached,
  redefinedTest,
  swallowedAssertion,
  noAssertion,
  conditionalAssertion,
  testsOnlyMocks,
  patchesWhatItTests,
  orderDependence,
  network,
  sleep,
];
