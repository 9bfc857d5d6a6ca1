import { readReplyText } from './read-reply-text.ts';
import { buildStrictJsonSchema, type JsonSchema } from './strict-json-schema.ts';
import type { ModelReply, ModelRequest, TokenUsage } from './types.ts';

export interface Turn {
  role: 'user' | 'assistant';
  content: string;
}

/** One answered call, in our words. */
export type Completion = { usage: TokenUsage; model: string } & (
  | { kind: 'text'; text: string }
  | { kind: 'refused' | 'truncated' | 'not-a-reply'; detail: string }
);

/** A call to a service: sends the turns and the schema that the reply must have. */
export type Complete = (turns: Turn[], schema: JsonSchema) => Promise<Completion>;

/** A broken reply is shown back to the model up to this many characters. */
const MAX_ECHO = 40_000;

/**
 * Asks, reads the reply, and where it is broken or has the wrong shape shows the model the validation message and asks
 * once more in the same conversation. Tokens and calls are summed over both.
 */
export async function askForJson<T>(request: ModelRequest<T>, complete: Complete): Promise<ModelReply<T>> {
  const schema = buildStrictJsonSchema(request.schema);
  const turns: Turn[] = [{ role: 'user', content: request.user }];
  const usage: TokenUsage = { inputTokens: 0, outputTokens: 0 };
  let problem = '';
  for (let calls = 1; ; calls++) {
    const completion = await complete(turns, schema);
    usage.inputTokens += completion.usage.inputTokens;
    usage.outputTokens += completion.usage.outputTokens;
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
  }
}

/** The schema in words, for servers that cannot be told it otherwise. */
export function renderSchemaInstruction(schema: JsonSchema): string {
  return `Reply with one JSON object and nothing else: no prose, no code fence. It must satisfy this JSON Schema:\n${JSON.stringify(schema)}`;
}

function renderCorrection(problem: string, schema: JsonSchema): string {
  return `Your reply could not be used:\n${problem}\n\n${renderSchemaInstruction(schema)}`;
}

/** A token count as a service reports it; servers that report none count as 0. */
export function countTokens(reported: unknown): number {
  return typeof reported === 'number' && Number.isFinite(reported) && reported > 0 ? Math.round(reported) : 0;
}
