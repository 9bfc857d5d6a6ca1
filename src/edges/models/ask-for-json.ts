import { estimateInput } from '../../core/budget/cost.ts';
import { addUsage, type BilledCall, NO_TOKENS, type TokenUsage } from '../../core/budget/token-usage.ts';
import { estimateTokens } from '../../core/context/estimate-tokens.ts';
import { readReplyText } from './read-reply-text.ts';
import { buildStrictJsonSchema, type JsonSchema } from './strict-json-schema.ts';
import type { ModelReply, ModelRequest } from './types.ts';

export interface Turn {
  role: 'user' | 'assistant';
  content: string;
}

/** One answered call, in our words. Usage is null where the service reports none. */
export type Completion = { usage: TokenUsage | null; model: string; priceFactor: number | null } & (
  | { kind: 'text'; text: string }
  | { kind: 'refused' | 'truncated' | 'not-a-reply'; detail: string }
);

/** A call to a service: sends the turns and the schema that the reply must have. */
export type Complete = (turns: Turn[], schema: JsonSchema) => Promise<Completion>;

/** A broken reply is shown back to the model up to this many characters. */
const MAX_ECHO = 40_000;

/**
 * Asks, reads the reply, and where it is broken or has the wrong shape shows the model the validation message and asks
 * once more in the same conversation, unless the request forbids it. Tokens and calls are summed over both; `onBilled` is
 * told of each, whatever becomes of it.
 */
export async function askForJson<T>(request: ModelRequest<T>, complete: Complete): Promise<ModelReply<T>> {
  const schema = buildStrictJsonSchema(request.schema);
  const turns: Turn[] = [{ role: 'user', content: request.user }];
  let usage: TokenUsage = NO_TOKENS;
  let problem = '';
  for (let calls = 1; ; calls++) {
    const completion = await complete(turns, schema);
    const billed = buildBilledCall(completion, request, turns, schema);
    request.onBilled?.(billed);
    usage = addUsage(usage, billed.usage);
    const facts = { usage, model: completion.model, calls };
    if (completion.kind === 'not-a-reply') return { ...facts, kind: 'invalid', detail: completion.detail };
    if (completion.kind !== 'text') return { ...facts, kind: completion.kind, detail: completion.detail };
    const read = readReplyText(completion.text, request.schema);
    if (read.ok) return { ...facts, kind: 'ok', value: read.value };
    if (calls === 2) {
      return {
        ...facts,
        kind: 'invalid',
        detail: `${problem} After one more try: ${read.problem}`.slice(0, 2000),
      };
    }
    problem = read.problem;
    turns.push(
      // An empty turn is refused by the services.
      { role: 'assistant', content: completion.text.trim().slice(0, MAX_ECHO) || '(an empty reply)' },
      { role: 'user', content: renderCorrection(problem, schema) },
    );
    if (request.mayAskAgain?.(estimateRequest(request, turns, schema)) === false) {
      const detail = `${problem} The budget does not allow to ask once more.`.slice(0, 2000);
      return { ...facts, kind: 'invalid', detail };
    }
  }
}

/** Where the service reports no tokens, the texts are counted, and a reply that cannot be read as the longest possible. */
function buildBilledCall(
  completion: Completion,
  request: ModelRequest<unknown>,
  turns: readonly Turn[],
  schema: JsonSchema,
): BilledCall {
  const { model, priceFactor } = completion;
  if (completion.usage) return { model, usage: completion.usage, isEstimated: false, priceFactor };
  const usage: TokenUsage = {
    ...NO_TOKENS,
    inputTokens: estimateRequest(request, turns, schema),
    outputTokens: completion.kind === 'text' ? estimateTokens(completion.text) : request.maxOutputTokens,
  };
  return { model, usage, isEstimated: true, priceFactor };
}

/** Estimated input tokens of a call: instructions, conversation and the schema of the reply. */
function estimateRequest(
  request: Pick<ModelRequest<unknown>, 'system'>,
  turns: readonly Turn[],
  schema: JsonSchema,
): number {
  return estimateInput([request.system, ...turns.map((turn) => turn.content), JSON.stringify(schema)]);
}

/** The schema in words, for servers that cannot be told it otherwise. */
export function renderSchemaInstruction(schema: JsonSchema): string {
  return `Reply with one JSON object and nothing else: no prose, no code fence. It must satisfy this JSON Schema:\n${JSON.stringify(schema)}`;
}

function renderCorrection(problem: string, schema: JsonSchema): string {
  return `Your reply could not be used:\n${problem}\n\n${renderSchemaInstruction(schema)}`;
}

/** A token count as a service reports it; 0 for one that it does not report. */
export function countTokens(reported: unknown): number {
  return typeof reported === 'number' && Number.isFinite(reported) && reported > 0 ? Math.round(reported) : 0;
}
