/**
 * Vendors what Testwright and localhub use of GitHub's own GraphQL schema into `test/contract/schema.graphql`: whole, it is
 * 1.2 MB that every test process would parse. Run by hand (`node scripts/vendor-graphql-schema.ts`); the diff shows what GitHub changed.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  buildASTSchema,
  type DefinitionNode,
  type DocumentNode,
  Kind,
  type NamedTypeNode,
  parse,
  print,
  visit,
} from 'graphql';

const source = { name: '@octokit/graphql-schema', version: '15.26.1' };

/** Fields that stay; of interfaces and objects that are not here, nothing. Inputs, scalars and enumerations that these need stay whole. */
const kept: Record<string, string> = {
  Query: 'repository',
  Mutation: 'updateRefs resolveReviewThread unresolveReviewThread',
  UpdateRefsPayload: 'clientMutationId',
  ResolveReviewThreadPayload: 'clientMutationId thread',
  UnresolveReviewThreadPayload: 'clientMutationId thread',
  Repository: 'id databaseId name nameWithOwner isPrivate isFork url object pullRequest',
  GitObject: 'oid',
  Blob: 'oid byteSize isBinary isTruncated text',
  Commit: 'oid',
  Tag: 'oid',
  Tree: 'oid',
  PullRequest: 'id number headRefOid reviewThreads',
  PageInfo: 'hasNextPage hasPreviousPage startCursor endCursor',
  PullRequestReviewThreadConnection: 'nodes pageInfo totalCount',
  PullRequestReviewThread: 'id path line startLine originalLine isOutdated isResolved resolvedBy comments',
  PullRequestReviewCommentConnection: 'nodes pageInfo totalCount',
  PullRequestReviewComment: 'id databaseId body createdAt viewerDidAuthor author',
  Actor: 'login',
  Bot: 'login',
  User: 'login',
};

/** A definition without prose and without what is not kept; null when nothing of it is. */
function trim(definition: DefinitionNode): DefinitionNode | null {
  const bare = visit(definition, {
    enter: (node) => ('description' in node ? { ...node, description: undefined } : undefined),
    Directive: () => null,
  }) as DefinitionNode;
  if (bare.kind !== Kind.OBJECT_TYPE_DEFINITION && bare.kind !== Kind.INTERFACE_TYPE_DEFINITION) return bare;
  const wanted = kept[bare.name.value]?.split(' ');
  if (!wanted) return null;
  const fields = (bare.fields ?? []).filter(({ name }) => wanted.includes(name.value));
  const missing = wanted.filter((one) => !fields.some(({ name }) => name.value === one));
  if (missing.length > 0) throw new Error(`${bare.name.value} has no ${missing.join(', ')}`);
  return { ...bare, fields, interfaces: bare.interfaces?.filter(({ name }) => name.value in kept) };
}

function namesIn(definition: DefinitionNode): string[] {
  const names: string[] = [];
  visit(definition, { NamedType: (node: NamedTypeNode) => void names.push(node.name.value) });
  return names;
}

function buildTrimmed(document: DocumentNode): DocumentNode {
  const all = new Map<string, DefinitionNode>();
  for (const definition of document.definitions) {
    if (!('name' in definition) || !definition.name || definition.kind === Kind.DIRECTIVE_DEFINITION)
      continue;
    const trimmed = trim(definition);
    if (trimmed) all.set(definition.name.value, trimmed);
  }
  const reached = new Set(Object.keys(kept));
  for (const name of reached) {
    const definition = all.get(name);
    if (definition) for (const other of namesIn(definition)) reached.add(other);
  }
  const names = [...reached].filter((name) => all.has(name)).sort();
  return { kind: Kind.DOCUMENT, definitions: names.map((name) => all.get(name)!) };
}

const folder = mkdtempSync(path.join(tmpdir(), 'vendor-graphql-'));
try {
  const file = execFileSync('npm', ['pack', '--silent', `${source.name}@${source.version}`], {
    cwd: folder,
    encoding: 'utf8',
  });
  execFileSync('tar', ['-xzf', file.trim(), 'package/schema.graphql'], { cwd: folder });
  const text = readFileSync(path.join(folder, 'package/schema.graphql'), 'utf8');
  const trimmed = buildTrimmed(parse(text, { noLocation: true }));
  buildASTSchema(trimmed);
  const target = new URL('../test/contract/schema.graphql', import.meta.url);
  writeFileSync(
    fileURLToPath(target),
    `# A part of GitHub's GraphQL schema, from ${source.name} ${source.version} (MIT, © GitHub 2025).\n# Made by scripts/vendor-graphql-schema.ts.\n\n${print(trimmed)}\n`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
