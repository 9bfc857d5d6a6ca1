import { choosePrivacy, isPrivateFile, namesPrivatePath } from '../../core/configuration/private-paths.ts';
import type { ReproductionRecord } from '../../core/reproduction/reproduction-record.ts';
import type { RepositoryTree } from '../../edges/github/types.ts';
import type { ReproducingDependencies } from './ask.ts';

/** Put in the place of a text that quotes private files. */
const WITHHELD = '(withheld: it names files at private paths, which this model may not see)';

/**
 * Which model may be asked about this repository, and the tree as it may be shown: where no local model is there, private
 * files are as good as absent, and a report that names one is shown to nobody.
 */
export function hidePrivate(
  { asking }: Pick<ReproducingDependencies, 'asking'>,
  record: ReproductionRecord,
  tree: RepositoryTree,
): RepositoryTree {
  if (!asking) return tree;
  const patterns = [...(record.configuration.configuration.privatePaths ?? []), ...asking.privatePaths];
  const files = tree.entries.map(({ path }) => ({ path, previousPath: null }));
  const python = files.filter(({ path }) => path.endsWith('.py'));
  record.privacy = choosePrivacy(patterns, python, asking.local !== null);
  if (record.privacy.model === 'local') {
    record.engine = { label: asking.local!.label, builtIn: false };
    return tree;
  }
  const { title = '', body = '' } = record.report ?? {};
  if (namesPrivatePath(patterns, `${title}\n${body}`)) record.privacy.model = 'none';
  const entries = tree.entries.filter(({ path }) => !isPrivateFile(patterns, { path, previousPath: null }));
  if (entries.length < tree.entries.length) {
    const reason = 'their paths are private and no local model is configured, so no model saw them';
    record.skipped.push({ what: `${tree.entries.length - entries.length} files`, reason });
  }
  return { ...tree, entries };
}

/** Inputs of a prompt without what CI may have quoted from private files. */
export function withholdPrivate(
  { privacy }: Pick<ReproductionRecord, 'privacy'>,
  inputs: Record<string, string>,
): Record<string, string> {
  if (privacy?.model !== 'any') return inputs;
  return Object.fromEntries(
    Object.entries(inputs).map(([name, text]) => [
      name,
      namesPrivatePath(privacy.patterns, text) ? WITHHELD : text,
    ]),
  );
}
