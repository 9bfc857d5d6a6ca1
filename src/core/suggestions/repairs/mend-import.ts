import { findHome } from '../../evidence/project-names.ts';
import { importedNames, isImport, renderImport } from '../imports.ts';
import type { Broken, Mended } from './repair-rule.ts';

/** A name of the project that is imported from the wrong module, or not at all, comes from the one that defines it. */
export function mendImport(broken: Broken): Mended | null {
  if (broken.diagnosis.cause !== 'import-path') return null;
  return fromTheRightModule(broken) ?? addMissing(broken);
}

function fromTheRightModule({ parser, suggestion, project, diagnosis }: Broken): Mended | null {
  const changed: string[] = [];
  const wrong = diagnosis.subject;
  const imports = suggestion.imports.flatMap((statement) =>
    parser.withTree(statement, (root) =>
      root.namedChildren.filter(isImport).flatMap((node) =>
        importedNames(node).map((item) => {
          const home = item.name === null ? null : findHome(project, item.name);
          const isWrong =
            item.module === wrong ||
            item.name === wrong ||
            item.module.startsWith('.') ||
            item.module.startsWith(`${wrong}.`);
          if (home === null || home === item.module || !isWrong) return renderImport(item);
          changed.push(`${item.name} from ${home} instead of ${item.module}`);
          return renderImport({ ...item, module: home });
        }),
      ),
    ),
  );
  return changed.length > 0
    ? { imports: [...new Set(imports)], code: suggestion.code, what: `imports ${changed.join(', ')}` }
    : null;
}

/** `NameError` on a name that one module of the project defines, or an attribute of its package. */
function addMissing({ parser, suggestion, project, diagnosis, failure }: Broken): Mended | null {
  const name = diagnosis.subject;
  const home = name === null ? null : findHome(project, name);
  if (name === null || home === null || failure.raisedIn !== 'test') return null;
  const added = renderImport({ module: home, name, alias: null });
  if (failure.type === 'NameError') {
    return {
      imports: [...suggestion.imports, added],
      code: suggestion.code,
      what: `imports ${name} from ${home}`,
    };
  }
  const owner = /^module '([\w.]+)' has/.exec(failure.message)?.[1];
  if (failure.type !== 'AttributeError' || !owner) return null;
  const code = parser.withTree(suggestion.code, (root, text) => {
    const places = root
      .descendantsOfType('attribute')
      .filter((node) => node.text === `${owner}.${name}`)
      .sort((a, b) => b.startIndex - a.startIndex);
    return places.reduce(
      (done, { startIndex, endIndex }) => done.slice(0, startIndex) + name + done.slice(endIndex),
      text,
    );
  });
  return code === suggestion.code
    ? null
    : {
        imports: [...suggestion.imports, added],
        code,
        what: `takes ${name} from ${home} instead of ${owner}`,
      };
}
