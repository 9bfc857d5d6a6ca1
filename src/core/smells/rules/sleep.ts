import type { SyntaxNode } from '../../python/parser.ts';
import { ancestorsWithin, argumentsOf, isNestedCode, nodesOf, quote } from '../nodes.ts';
import type { SmellRule } from '../smell.ts';
import { originOf, type TestModule } from '../test-module.ts';

/** Shorter waits let other threads run and cost next to nothing. */
const SHORTEST_SECONDS = 0.1;

/** Tests of what happens when time passes. */
const ABOUT_TIME =
  /time|expir|ttl|max_?age|alive|heartbeat|interval|elapsed|duration|throttl|rate|debounce|schedul|delay|slow|sleep|lock|cancel|period|wait/i;

/** A test that waits for a fixed time is slow where the time is long and flaky where it is short. */
export const sleep: SmellRule = {
  id: 'sleep',
  title: 'This test waits for a fixed time',
  sees: '`time.sleep` and `asyncio.sleep` of a tenth of a second or more in the test itself',
  leaves:
    'a wait with a comment beside it; tests that are about time by name; loops that wait for a condition, nested functions that play something slow, tests that replace `sleep`',
  severity: 3,
  find(test, module) {
    if (/patch[^\n]*sleep|setattr[^\n]*sleep|freeze/.test(test.outer.text) || ABOUT_TIME.test(test.name))
      return null;
    for (const call of nodesOf(test.body, 'call', isNestedCode)) {
      const origin = originOf(module, call.childForFieldName('function')!);
      if (origin !== 'time.sleep' && origin !== 'asyncio.sleep') continue;
      if (!isLong(argumentsOf(call)[0])) continue;
      if (ancestorsWithin(call, test.body).some(mayEndEarly) || isExplained(call, module)) continue;
      return {
        firstLine: call.startPosition.row + 1,
        lastLine: call.endPosition.row + 1,
        message: `${quote(call)} waits however fast the code is, and fails when it is slower. Wait for the condition itself with a time limit, or hand in a clock.`,
        replacement: null,
      };
    }
    return null;
  },
};

/** A comment on the line or above it says why there is nothing better to wait for. */
function isExplained(call: SyntaxNode, module: TestModule): boolean {
  const { row } = call.startPosition;
  return /#/.test(module.lines[row]!) || /^\s*#/.test(module.lines[row - 1] ?? '');
}

/** A loop that waits for something, or a block that an exception leaves before the time is over. */
function mayEndEarly({ type, text }: SyntaxNode): boolean {
  const isLimited =
    type === 'with_statement' &&
    /raises|timeout|cancel|fail_after|move_on/i.test(text.slice(0, text.indexOf('\n')));
  return isLimited || type === 'while_statement' || type === 'for_statement';
}

function isLong(seconds: SyntaxNode | undefined): boolean {
  return (
    (seconds?.type === 'integer' || seconds?.type === 'float') && Number(seconds.text) >= SHORTEST_SECONDS
  );
}
