import { isMap, isScalar, isSeq, LineCounter, type Node, type ParsedNode, parseDocument, visit } from 'yaml';
import { z } from 'zod';
import { quoteHostile } from '../evidence/quote-hostile.ts';
import { configurationSchema, type RepositoryConfiguration } from './schema.ts';
import { findSimilar } from './similar-names.ts';

/** Something in the file that has no effect, in one sentence for people; names stand between backticks. */
export interface ConfigurationProblem {
  /** 1-based line of the file; null when it is about the whole file. */
  line: number | null;
  message: string;
  /** The file; without it the one that base has. */
  source?: ProblemSource;
}

/** Where a problem stands: at base, at the pull request's head, or in the repository `.github` of the same owner. */
export interface ProblemSource {
  file: string;
  of: 'base' | 'head' | 'organisation';
}

export interface ParsedConfiguration {
  configuration: RepositoryConfiguration;
  problems: ConfigurationProblem[];
}

/** What was read, or that nothing of the file could be used. */
export interface ReadFile extends ParsedConfiguration {
  isUsable: boolean;
}

/** A file of 64 kB holds a thousand settings; there are about twenty. */
export const MAX_CONFIGURATION_BYTES = 64 * 1024;
const MAX_ALIASES = 20;
const MAX_PROBLEMS = 20;

/**
 * Reads `.github/testwright.yml`. A wrong key or value is reported with its line and has no effect, the rest stays in
 * force; of a file that is no YAML nothing is used. Aliases are counted, since they can multiply; tags of any kind are refused.
 */
export function parseConfiguration(text: string): ReadFile {
  const read = readConfigurationText(text);
  const isUnclear = read.isUsable
    ? read.problems.some(({ message }) => message.startsWith(`\`${PRIVATE_KEY}`))
    : text.includes(PRIVATE_KEY);
  return isUnclear ? makeAllPrivate(read) : read;
}

const PRIVATE_KEY = 'private-paths';

/** What is meant to be private cannot be told, so nothing is shown to a remote model. */
function makeAllPrivate(read: ReadFile): ReadFile {
  const message = `since \`${PRIVATE_KEY}\` cannot be read as it stands, every path is taken for private`;
  return {
    ...read,
    configuration: { ...read.configuration, privatePaths: ['**'] },
    problems: [...read.problems, { line: null, message }],
  };
}

function readConfigurationText(text: string): ReadFile {
  if (Buffer.byteLength(text) > MAX_CONFIGURATION_BYTES) return refuseFile(null, 'it is larger than 64 kB');
  const lines = new LineCounter();
  let document: ReturnType<typeof parseDocument>;
  try {
    document = parseDocument(text, { lineCounter: lines, schema: 'core', logLevel: 'silent' });
  } catch {
    // Brackets nested by the thousand end in a RangeError of the parser.
    return refuseFile(null, 'it cannot be parsed');
  }
  const [problem] = [...document.errors, ...document.warnings];
  if (problem) {
    // What follows the first line of the message is an excerpt of the file.
    const reason = problem.message.split('\n')[0]!.replace(/ at line \d+, column \d+:?$/, '');
    return refuseFile(lines.linePos(problem.pos[0]).line, reason);
  }
  const abuse = findAbuse(document);
  if (abuse) return refuseFile(null, abuse);
  if (document.contents === null) return { configuration: {}, problems: [], isUsable: true };
  const problems: ConfigurationProblem[] = [];
  const read = createSectionReader(document, lines, problems);
  const configuration = read(configurationSchema, document.contents, '') as RepositoryConfiguration;
  const more = problems.length - MAX_PROBLEMS;
  return {
    configuration,
    isUsable: true,
    problems:
      more > 0
        ? [
            ...problems.slice(0, MAX_PROBLEMS),
            { line: null, message: `and ${more} more things that have no effect` },
          ]
        : problems,
  };
}

/** A file of which nothing can be used, for a reason that completes the sentence. */
export function refuseFile(line: number | null, reason: string): ReadFile {
  const message = `the file cannot be used: ${quoteHostile(reason)}`;
  return { configuration: {}, problems: [{ line, message }], isUsable: false };
}

function findAbuse(document: ReturnType<typeof parseDocument>): string | null {
  let aliases = 0;
  let hasTag = false;
  visit(document, {
    Alias: () => {
      aliases += 1;
    },
    Value: (_key, node) => {
      if (node.tag !== undefined) hasTag = true;
    },
  });
  if (hasTag) return 'it has a tag (`!…`), which nothing here needs';
  return aliases > MAX_ALIASES ? `it has more than ${MAX_ALIASES} aliases` : null;
}

/** A function that reads the keys of one object of the schema, and of those in it, from a node of the file. */
function createSectionReader(
  document: ReturnType<typeof parseDocument>,
  lines: LineCounter,
  problems: ConfigurationProblem[],
): (schema: z.ZodObject, node: Node, path: string) => Record<string, unknown> {
  const report = (node: unknown, message: string): void => {
    const range = (node as ParsedNode | null)?.range;
    problems.push({ line: range ? lines.linePos(range[0]).line : null, message });
  };

  return readSection;

  function readSection(schema: z.ZodObject, node: Node, path: string): Record<string, unknown> {
    const found: Record<string, unknown> = {};
    const section = resolve(node);
    if (!isMap(section)) {
      report(node, `${path === '' ? 'the file' : `\`${path}\``} must be a list of \`key: value\``);
      return found;
    }
    for (const { key, value } of section.items) {
      const name = isScalar(key) ? String(key.value) : '?';
      const full = quoteHostile(path === '' ? name : `${path}.${name}`).replaceAll('`', "'");
      if (!Object.hasOwn(schema.shape, name)) {
        const similar = findSimilar(name, Object.keys(schema.shape));
        report(key, `unknown key \`${full}\`${similar ? `; did you mean \`${similar}\`?` : ''}`);
        continue;
      }
      // A key without a value sets nothing.
      const inner = value ? resolve(value as Node) : null;
      if (inner === null || (isScalar(inner) && inner.value === null)) continue;
      const field = unwrap(schema.shape[name] as z.ZodType);
      if (field instanceof z.ZodObject) {
        found[toCamel(name)] = readSection(field, inner, full);
        continue;
      }
      if (field instanceof z.ZodArray) {
        found[toCamel(name)] = readList(field, inner, full);
        continue;
      }
      const parsed = field.safeParse(isScalar(inner) ? inner.value : undefined);
      if (parsed.success) found[toCamel(name)] = parsed.data;
      else report(inner, `\`${full}\` ${parsed.error.issues[0]!.message}`);
    }
    return found;
  }

  /** A wrong item is reported with its line and left out; so is what goes beyond the longest list allowed. */
  function readList(list: z.ZodArray, node: Node, path: string): unknown[] {
    if (!isSeq(node)) {
      report(node, `\`${path}\` ${list.safeParse(undefined).error!.issues[0]!.message}`);
      return [];
    }
    const items: unknown[] = [];
    for (const [index, entry] of node.items.entries()) {
      const item = resolve(entry as Node);
      const parsed = readItem(list.element as z.ZodType, item, `${path}[${index + 1}]`);
      if (parsed === undefined) continue;
      if (!list.safeParse([...items, parsed]).success) {
        report(
          item,
          `\`${path}\` may have ${items.length} entries; this one and what follows have no effect`,
        );
        break;
      }
      items.push(parsed);
    }
    return items;
  }

  /** Undefined for what is wrong and was reported. */
  function readItem(schema: z.ZodType, node: Node | null, path: string): unknown {
    if (!(schema instanceof z.ZodObject)) {
      const parsed = schema.safeParse(isScalar(node) ? node.value : undefined);
      if (parsed.success) return parsed.data;
      report(node, `\`${path}\` ${parsed.error.issues[0]!.message}`);
      return undefined;
    }
    const before = problems.length;
    const item = node && readSection(schema, node, path);
    const parsed = schema.safeParse(item);
    if (parsed.success) return parsed.data;
    const { path: at, message } = parsed.error.issues[0]!;
    // A key that is there and wrong has been reported where it stands.
    if (problems.length === before) report(node, `\`${[path, ...at].join('.')}\` ${message}`);
    return undefined;
  }

  /** What an alias stands for; the node itself otherwise. */
  function resolve(node: Node): Node | null {
    return 'source' in node && 'resolve' in node && typeof node.resolve === 'function'
      ? (node.resolve(document) ?? null)
      : node;
  }
}

function unwrap(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodOptional ? unwrap(schema.unwrap() as z.ZodType) : schema;
}

function toCamel(name: string): string {
  return name.replace(/-([a-z])/g, (_all, letter: string) => letter.toUpperCase());
}
