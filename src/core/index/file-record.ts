import type { FoundImport } from '../python/imports.ts';
import type { Parameter } from '../python/target.ts';

/** One function, method, class, or named value of a module or class, as written. Plain data. */
export interface IndexedSymbol {
  kind: 'function' | 'class' | 'variable';
  name: string;
  /** `f`, `Cart.total`, `Cart.LIMIT`. What stands inside functions belongs to the outermost one. */
  qualname: string;
  /** Qualified name of the class around it. */
  owner: string | null;
  /** Texts without the `@`. */
  decorators: string[];
  /** Base classes as written; empty for anything but a class. */
  bases: string[];
  parameters: Parameter[];
  /** A function's annotation after `->`, a variable's after `:`. */
  annotation: string | null;
  /** A variable's value as written, cut at `MAX_VALUE` characters; null for anything else. */
  value: string | null;
  /** First line of the docstring. */
  summary: string | null;
  /** 1-based and inclusive, with decorators. */
  startLine: number;
  endLine: number;
  /** First line of the body: what stands before it is the signature. For one-liners the same as the signature's. */
  bodyLine: number;
  isAsync: boolean;
  /** Under `if TYPE_CHECKING`, `if __name__ == "__main__"`, or a type overload. */
  unreachable: boolean;
  /**
   * Dotted names that it reads, each once, in the order of the text: `pricing.total`, `self.lines`, `super.save`; `.save` where
   * the object is an expression. A class has those of its own lines, without its methods.
   */
  uses: string[];
  /** Those of `uses` that are called somewhere. */
  calls: string[];
  /** Parameters, and names that its body assigns (`self.x` too), with what they are built by or annotated with, `''` for unknown. */
  locals: Record<string, string>;
}

/** An imported name with where it stands. */
export interface IndexedImport extends FoundImport {
  /** Not inside a function: it binds a name of the module. */
  isModuleLevel: boolean;
}

/** All that the index knows of one file; it follows from the text alone, so it may be kept by the text's hash. */
export interface FileRecord {
  symbols: IndexedSymbol[];
  imports: IndexedImport[];
  /** The names that `__all__` lists; null where there is none, or it is computed. */
  exports: string[] | null;
  /** Names that module-level lines read, outside of definitions and imports. */
  uses: string[];
  /** What keeps this record from being complete: `does not parse at line 3`, `larger than 1 MB`. */
  problems: string[];
}

export const MAX_VALUE = 400;

/** To be raised with every change of what a record holds or means: kept records of another version are read anew. */
export const RECORD_VERSION = 2;
