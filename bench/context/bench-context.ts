import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { benchDjango } from './measure-django.ts';
import { benchFastApi } from './measure-fastapi.ts';
import { benchImports } from './measure-imports.ts';
import { benchRecall } from './measure-recall.ts';
import { benchRequests } from './measure-requests.ts';
import { benchRetrieval } from './measure-retrieval.ts';
import { benchSpeed } from './measure-speed.ts';

/** What one part of the benchmark ends with. */
export interface Part {
  /** Its aims were reached. */
  passed: boolean;
  /** What of it stands in the short table, by the names that `--json` promises. */
  summary: Record<string, unknown>;
  /** Everything, hits and misses with it. */
  details: unknown;
}

/** Each can be run alone; in the kept result it replaces what an earlier run of it found. */
const PARTS: Record<string, () => Promise<Part>> = {
  django: benchDjango,
  fastapi: benchFastApi,
  imports: benchImports,
  recall: benchRecall,
  retrieval: benchRetrieval,
  requests: benchRequests,
  speed: benchSpeed,
};

interface Kept {
  summary: Record<string, unknown>;
  parts: Record<string, unknown>;
}

const FILE = new URL('../results/context.json', import.meta.url);

/**
 * How well the context is chosen, and what it costs. @param names the parts to run; none means all
 * @throws for a part that does not exist
 */
export async function benchContext(
  names: readonly string[] = [],
): Promise<{ passed: boolean; result: unknown; summary: unknown }> {
  const unknown = names.filter((name) => !(name in PARTS));
  if (unknown.length > 0) {
    throw new Error(`no part ${unknown.join(', ')}; there are: ${Object.keys(PARTS).join(', ')}`);
  }
  const kept: Kept = existsSync(FILE) ? JSON.parse(readFileSync(FILE, 'utf8')) : { summary: {}, parts: {} };
  let passed = true;
  for (const name of names.length > 0 ? names : Object.keys(PARTS)) {
    const part = await PARTS[name]!();
    passed &&= part.passed;
    Object.assign(kept.summary, part.summary);
    kept.parts[name] = {
      date: new Date().toISOString().slice(0, 10),
      machine: machine(),
      ...Object(part.details),
    };
    console.log(`${name}: ${JSON.stringify(part.summary, null, 2)}${part.passed ? '' : '\n  below its aim'}`);
  }
  return { passed, result: kept, summary: kept.summary };
}

function machine(): string {
  const python = execFileSync('python3', ['--version'], { encoding: 'utf8' }).trim();
  return `${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}, ${python}`;
}
