import { addSelf } from './repairs/add-self.ts';
import { awaitCoroutine } from './repairs/await-coroutine.ts';
import { expectException } from './repairs/expect-exception.ts';
import { markAsync } from './repairs/mark-async.ts';
import { markDatabase } from './repairs/mark-database.ts';
import { mendImport } from './repairs/mend-import.ts';
import { nearestFixture } from './repairs/nearest-fixture.ts';
import { renameApi } from './repairs/rename-api.ts';
import type { Broken, Mended, RepairRule } from './repairs/repair-rule.ts';

const RULES: readonly RepairRule[] = [
  mendImport,
  renameApi,
  markDatabase,
  nearestFixture,
  addSelf,
  awaitCoroutine,
  markAsync,
  expectException,
];

/**
 * Mends a failed suggestion without a model where exactly one change follows from the failure and from what is known
 * of the project: the first rule that applies. It never touches an expected value. Null when no rule applies, or when
 * the test is not at fault.
 */
export function repairByRule(broken: Broken): Mended | null {
  if (!broken.diagnosis.isOurs) return null;
  for (const rule of RULES) {
    const mended = rule(broken);
    if (
      mended &&
      (mended.code !== broken.suggestion.code || mended.imports.join() !== broken.suggestion.imports.join())
    )
      return mended;
  }
  return null;
}
