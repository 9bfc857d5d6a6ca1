import { z } from 'zod';
import {
  type AssessedCatch,
  assessedCatchSchema,
  faultSchema,
  type GivenUpTest,
  givenUpTestSchema,
  type ProposedEdgeCase,
  type ProposedEdgeTest,
  type ProposedFault,
  type ProposedReplacement,
  type ProposedTest,
  type ProposedWeakness,
  type planReproductionReplySchema,
  proposedEdgeCaseSchema,
  proposedEdgeTestSchema,
  proposedTestSchema,
  proposedWeaknessSchema,
  REPLY_SCHEMAS,
  type RepairedTest,
  type ReplyKind,
  repairedTestSchema,
  replacementSchema,
} from './reply-schema.ts';

/** Replies after reading: only items that have the right shape and size. */
export interface Replies {
  'suggest-tests': {
    reasoning: string;
    tests: ProposedTest[];
    edge_cases: ProposedEdgeCase[];
    weaknesses: ProposedWeakness[];
  };
  'repair-test': { diagnosis: string; tests: RepairedTest[]; give_up: GivenUpTest[] };
  'cover-lines': { reasoning: string; tests: ProposedTest[] };
  'assess-catch': { catches: AssessedCatch[] };
  'fix-failing-test': { diagnosis: string; faults: ProposedFault[]; tests: ProposedReplacement[] };
  'edge-cases': { reasoning: string; tests: ProposedEdgeTest[]; edge_cases: ProposedEdgeCase[] };
  'plan-reproduction': PlannedReproduction;
  'write-passing-test': { reasoning: string; tests: ProposedTest[] };
  'flip-test': { reasoning: string; tests: RepairedTest[] };
  'validate-reproduction': { reason: string; revealing: boolean };
}

/** How a model means to show a bug. */
export type PlannedReproduction = z.infer<typeof planReproductionReplySchema>;

/** Items of one list that were left out for one reason. */
export interface DroppedItems {
  list: string;
  code: 'wrong-shape' | 'too-long' | 'unreadable-characters' | 'too-many';
  count: number;
}

export type ParsedReply<K extends ReplyKind> =
  | { ok: true; reply: Replies[K]; dropped: DroppedItems[] }
  | { ok: false; problem: string };

/** Most items of a list that are read; the rest is dropped. */
const MAX_ITEMS: Record<string, number> = {
  tests: 40,
  edge_cases: 60,
  weaknesses: 40,
  give_up: 40,
  catches: 40,
};
const MAX_IMPORTS = 60;
const MAX_NAMES = 20;
/** Most characters of a property; an item beyond is dropped, because a cut test is a broken test. */
const MAX_CHARACTERS: Record<string, number> = {
  path: 300,
  target_id: 500,
  suggestion_id: 100,
  failing_id: 100,
  title: 300,
  edge: 200,
  code: 20_000,
};
const MAX_CHARACTERS_ELSEWHERE = 2000;
/** The model's thinking is kept for the record only, so it is cut rather than dropped. */
const MAX_REASONING = 20_000;

const ITEM_SCHEMAS: { [K in ReplyKind]: Record<string, z.ZodType> } = {
  'suggest-tests': {
    tests: proposedTestSchema,
    edge_cases: proposedEdgeCaseSchema,
    weaknesses: proposedWeaknessSchema,
  },
  'repair-test': { tests: repairedTestSchema, give_up: givenUpTestSchema },
  'cover-lines': { tests: proposedTestSchema },
  'assess-catch': { catches: assessedCatchSchema },
  'fix-failing-test': { faults: faultSchema, tests: replacementSchema },
  'edge-cases': { tests: proposedEdgeTestSchema, edge_cases: proposedEdgeCaseSchema },
  'plan-reproduction': {},
  'write-passing-test': { tests: proposedTestSchema },
  'flip-test': { tests: repairedTestSchema },
  'validate-reproduction': {},
};

/**
 * Control characters, lone surrogates, the replacement character that stands for either, and bidirectional controls,
 * which let code read differently from what it does (https://trojansource.codes/).
 */
const UNREADABLE = /(?![\t\n\r])\p{Cc}|[\u202a-\u202e\u2066-\u2069\ufffd]|\p{Surrogate}/u;

/**
 * Reads a model's reply: the top level must hold, or the reply is a problem as a whole; items of its lists are read
 * one by one, and those with a wrong shape, an excessive size or unreadable characters are dropped and counted.
 */
export function parseReply<K extends ReplyKind>(kind: K, json: unknown): ParsedReply<K> {
  const top = REPLY_SCHEMAS[kind].safeParse(json);
  if (!top.success) return { ok: false, problem: z.prettifyError(top.error) };
  const reply: Record<string, unknown> = {};
  const dropped: DroppedItems[] = [];
  for (const [name, value] of Object.entries(top.data)) {
    const schema = ITEM_SCHEMAS[kind][name];
    if (schema && Array.isArray(value)) reply[name] = readItems(name, value, schema, dropped);
    else reply[name] = readPlain(value);
  }
  return { ok: true, reply: reply as unknown as Replies[K], dropped };
}

/** A text is cut rather than dropped; names in a list are few and short. */
function readPlain(value: unknown): unknown {
  if (value === null || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.slice(0, MAX_NAMES).map((one) => readText(one, 500));
  return readText(value, MAX_REASONING);
}

function readText(value: unknown, limit: number): string {
  return String(value).slice(0, limit).toWellFormed().replaceAll('\0', '\ufffd');
}

function readItems(list: string, values: unknown[], schema: z.ZodType, dropped: DroppedItems[]): unknown[] {
  const counts = new Map<DroppedItems['code'], number>();
  const drop = (code: DroppedItems['code']) => counts.set(code, (counts.get(code) ?? 0) + 1);
  const kept: unknown[] = [];
  for (const value of values) {
    const result = schema.safeParse(value);
    if (!result.success) drop('wrong-shape');
    else if (isTooLong(result.data as Record<string, unknown>)) drop('too-long');
    else if (stringsOf(result.data).some((text) => UNREADABLE.test(text))) drop('unreadable-characters');
    else if (kept.length >= (MAX_ITEMS[list] ?? 40)) drop('too-many');
    else kept.push(result.data);
  }
  for (const [code, count] of counts) dropped.push({ list, code, count });
  return kept;
}

function isTooLong(item: Record<string, unknown>): boolean {
  return Object.entries(item).some(([name, value]) => {
    if (Array.isArray(value) && value.length > MAX_IMPORTS) return true;
    return stringsOf(value).some((text) => text.length > (MAX_CHARACTERS[name] ?? MAX_CHARACTERS_ELSEWHERE));
  });
}

function stringsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (value === null || typeof value !== 'object') return [];
  return Object.values(value).flatMap(stringsOf);
}
