import { buildContext, type Context } from '../core/context/build-context.ts';
import { describePreflight, type Preflight } from '../core/context/preflight.ts';
import { findProjectFacts } from '../core/context/project-facts.ts';
import { findSettingsFiles } from '../core/context/settings-files.ts';
import { createIndexer } from '../core/index/index-texts.ts';
import { symbolAt } from '../core/index/project-index.ts';
import { chooseConvention } from '../core/python/test-convention.ts';
import { isPythonPath } from '../core/python/test-files.ts';
import { buildTargetQuery } from '../core/retrieval/search-query.ts';
import { searchRecords } from '../core/retrieval/search-records.ts';
import { isLock } from '../core/versions/read-lock.ts';
import { loadPythonParser } from '../edges/files/load-grammar.ts';
import { readCheckout } from '../edges/files/read-checkout.ts';

/** A target that the folder does not have, in words for whoever typed it. */
export class UnknownTarget extends Error {}

/**
 * What a model would see for one target of a folder: every part with its form, reason and token count, what was left out, and
 * the text itself. Only reads; nothing of the folder is imported or executed.
 * @throws UnknownTarget
 */
export async function printContext(request: {
  repository: string;
  target: string;
  tokenBudget: number;
}): Promise<string> {
  const [path = '', qualname = ''] = request.target.split('::');
  const parser = await loadPythonParser();
  const { allPaths, texts, skipped } = await readCheckout(
    request.repository,
    (one) =>
      isPythonPath(one) ||
      isLock(one) ||
      /(\.(toml|cfg|ini|txt|in)|Pipfile|Dockerfile|\.python-version)$/.test(one),
  );
  const index = createIndexer(parser, allPaths)(texts);
  const problem = findProblem();
  if (problem) throw new UnknownTarget(problem);
  const { summary, parameters } = symbolAt(index, { path, qualname })!;
  const found = searchRecords(
    buildTargetQuery([{ path, qualname, docstring: summary, parameters }]),
    new Map([...index.files].map(([one, record]) => [one, { text: texts.get(one) ?? '', record }])),
    (ref) => ref.path === path && ref.qualname === qualname,
  );
  const preflight = describePreflight({ parser, index, texts, targets: [{ path, qualname }] });
  const context = buildContext({
    index,
    targets: [{ id: request.target, path, qualname }],
    changeSet: { files: [] },
    texts,
    found,
    tokenBudget: request.tokenBudget - preflight.tokens,
  });
  const settings = new Map(
    [...texts].filter(([one]) => isPythonPath(one) || findSettingsFiles(allPaths).includes(one)),
  );
  const facts = [findProjectFacts(settings, allPaths), chooseConvention(allPaths, texts).description].join(
    '\n',
  );
  return render(context, facts, preflight, request.tokenBudget, skipped);

  function findProblem(): string | null {
    if (!texts.has(path)) {
      const reason = skipped.find(({ what }) => what === path)?.reason ?? 'no such file';
      return `${path}: ${reason}`;
    }
    if (symbolAt(index, { path, qualname })) return null;
    const known = [...index.symbolsOf(path).values()].filter(({ kind }) => kind !== 'variable');
    return `${path} defines no ${qualname}; it has ${known.map((one) => one.qualname).join(', ') || 'no functions or classes'}`;
  }
}

function render(
  { pieces, leftOut, namesLeftOut, render: renderPieces }: Context,
  facts: string,
  preflight: Preflight,
  budget: number,
  skipped: readonly { what: string; reason: string }[],
): string {
  const used = pieces.reduce((sum, piece) => sum + piece.tokens, preflight.tokens);
  const rows = pieces.flatMap((piece) => [
    `${String(piece.tokens).padStart(6)}  ${piece.form.padEnd(6)}  ${piece.path}: ${piece.reason}`,
    ...piece.parts.map(({ qualname, form, reason }) => `${' '.repeat(16)}${qualname} (${form}): ${reason}`),
  ]);
  return [
    `Context of about ${used} tokens, of ${budget} allowed:`,
    ...(preflight.text
      ? [`${String(preflight.tokens).padStart(6)}  facts   what the framework makes of the target`]
      : []),
    ...rows,
    '',
    leftOut.length + namesLeftOut === 0 ? 'Nothing was left out.' : 'Left out:',
    ...leftOut.map(({ what, reason }) => `  ${what}: ${reason}`),
    ...(namesLeftOut > 0
      ? [`  ${namesLeftOut} names that tests use: did not fit in the ${budget} tokens of context`]
      : []),
    ...(skipped.length > 0 ? ['', 'Not read:'] : []),
    ...skipped.map(({ what, reason }) => `  ${what}: ${reason}`),
    '',
    'What the model sees:',
    '',
    facts,
    '',
    preflight.before(renderPieces()),
  ].join('\n');
}
