import { randomUUID } from 'node:crypto';
import { REPLY_SCHEMAS, type ReplyKind } from '../../core/suggestions/reply-schema.ts';
import { parseReply, type Replies } from '../../core/suggestions/parse-reply.ts';
import { renderPrompt } from '../../core/prompts/render-prompt.ts';
import type { ReviewRecord } from '../../core/review/review-record.ts';
import type { RunStore } from '../../edges/database/types.ts';
import type { LanguageModel, ModelReply } from '../../edges/models/types.ts';
import type { Outcome } from '../../outcome.ts';
import type { PromptLibrary } from '../../core/prompts/prompt-library.ts';
import type { Redactor } from '../../core/redaction/redact.ts';

export interface AskDependencies {
  model: LanguageModel;
  prompts: PromptLibrary;
  redactor: Redactor;
  replies: Pick<RunStore, 'findReply' | 'saveReply'>;
}

export type Answer<K extends ReplyKind> = { kind: 'reply'; reply: Replies[K] } | { kind: 'none'; outcome: Outcome };

/**
 * Asks the model once, or takes the reply that an earlier try of the same step has paid for. The record learns what
 * it cost and which prompt version was used.
 */
export async function askModel<K extends ReplyKind>(
  deps: AskDependencies,
  record: ReviewRecord,
  ask: { runId: string; round: number; kind: K; inputs: Record<string, string> },
): Promise<Answer<K>> {
  const prompt = deps.prompts.get(ask.kind);
  const key = `round-${ask.round}/${ask.kind}`;
  if (!record.prompts.some((used) => used.id === prompt.id && used.version === prompt.version)) {
    record.prompts.push({ id: prompt.id, version: prompt.version });
  }
  let reply: ModelReply<unknown> | null = await deps.replies.findReply(ask.runId, key);
  if (!reply) {
    const inputs: Record<string, string> = {};
    for (const [name, text] of Object.entries(ask.inputs)) {
      const redacted = await deps.redactor.redact(text);
      inputs[name] = redacted.text;
      record.redactions += redacted.redactions.reduce((sum, one) => sum + one.count, 0);
    }
    const { system, user } = renderPrompt(prompt, inputs, randomUUID());
    reply = await deps.model.ask<unknown>({
      system,
      user,
      schemaName: ask.kind.replaceAll('-', '_'),
      schema: REPLY_SCHEMAS[ask.kind],
      maxOutputTokens: prompt.maxOutputTokens,
    });
    await deps.replies.saveReply(ask.runId, key, prompt, reply);
  }
  record.usage.calls += reply.calls;
  record.usage.inputTokens += reply.usage.inputTokens;
  record.usage.outputTokens += reply.usage.outputTokens;
  return readReply(ask.kind, reply, record);
}

function readReply<K extends ReplyKind>(kind: K, reply: ModelReply<unknown>, record: ReviewRecord): Answer<K> {
  switch (reply.kind) {
    case 'refused':
      return { kind: 'none', outcome: { code: 'model-refused', reason: `The model refused: ${reply.detail}` } };
    case 'truncated':
      return {
        kind: 'none',
        outcome: { code: 'model-reply-truncated', reason: `The model's reply was cut off: ${reply.detail}` },
      };
    case 'invalid':
      return {
        kind: 'none',
        outcome: { code: 'model-reply-invalid', reason: `The model's reply could not be used: ${reply.detail}` },
      };
    case 'ok': {
      const parsed = parseReply(kind, reply.value);
      if (!parsed.ok) {
        return {
          kind: 'none',
          outcome: { code: 'model-reply-invalid', reason: `The model's reply has the wrong shape: ${parsed.problem}` },
        };
      }
      for (const dropped of parsed.dropped) {
        record.skipped.push({ what: `${dropped.count} of the model's ${dropped.list}`, reason: dropped.code.replaceAll('-', ' ') });
      }
      return { kind: 'reply', reply: parsed.reply };
    }
  }
}
