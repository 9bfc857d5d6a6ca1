import { createSyntaxProject, type SyntaxProject } from '../../../src/core/django/syntax-project.ts';
import { createIndexer } from '../../../src/core/index/index-texts.ts';
import { loadPythonParser } from '../../../src/edges/files/load-grammar.ts';

const parser = await loadPythonParser();

/** A project of these files, all of them known. */
export function givenProject(files: Record<string, string>): SyntaxProject {
  const texts = new Map(Object.entries(files));
  return createSyntaxProject(parser, createIndexer(parser, Object.keys(files))(texts), texts);
}
