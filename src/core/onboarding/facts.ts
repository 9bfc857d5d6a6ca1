/** Where something was read. `line` is null for what a file's existence alone says. */
export interface Source {
  path: string;
  line: number | null;
}

/** One choice of the workflow file, in the words of the repository's own files. */
export interface Choice {
  what: string;
  value: string;
  /** Null: a default of ours, because no file says anything. */
  source: Source | null;
  /** Why this one, where the source alone does not say it. Code between backticks. */
  why: string | null;
}

/** What could not be determined, and what a person should do. Code between backticks. */
export interface Todo {
  text: string;
  source: Source | null;
}

export interface EnvironmentEntry {
  name: string;
  /** Null: the repository's own value is a secret or depends on its run; a person must choose one. */
  value: string | null;
  source: Source | null;
}

export interface Service {
  name: string;
  image: string;
  env: EnvironmentEntry[];
  ports: string[];
  options: string | null;
  source: Source;
}

export type PackageManager = 'pip' | 'uv' | 'poetry' | 'pipenv' | 'pdm' | 'hatch';

/** A shell line of the installation, and the folder that it runs in (`''`: the top). */
export interface InstallLine {
  text: string;
  folder: string;
}

/** What a workflow file is written from. */
export interface ProjectFacts {
  /** The folder in which the project's own CI would start pytest. */
  folder: string;
  runsOn: string;
  python: string;
  manager: PackageManager;
  /** The interpreter that has the project's packages, as the workflow names it. */
  interpreter: string;
  systemPackages: string[];
  services: Service[];
  env: EnvironmentEntry[];
  install: InstallLine[];
  pytestArguments: string[];
  choices: Choice[];
  todos: Todo[];
}

/** Texts of the repository by path, at one commit, and every path. */
export interface ProjectFiles {
  texts: ReadonlyMap<string, string>;
  allPaths: readonly string[];
}

/** `path line n`, as a person would look it up. */
export function describeSource({ path, line }: Source): string {
  return line === null ? path : `${path} line ${line}`;
}
