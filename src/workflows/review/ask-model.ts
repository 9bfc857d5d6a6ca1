import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { z } from 'zod';
import { describeStop } from '../../core/budget/choose-stop.ts';
import { estimateInput } from '../../core/budget/cost.ts';
import { fitsAnyPath } from '../../core/configuration/path-pattern.ts';
import { chooseStrength } from '../../core/model-choice/choose-strength.ts';
import type { ModelStrength, TargetClass } from '../../core/model-choice/model-class.ts';
import { ownPromptPath } from '../../core/prompts/own-prompt.ts';
import type { PromptFile } from '../../core/prompts/prompt-file.ts';
import type { PromptLibrary } from '../../core/prompts/prompt-library.ts';
import { renderPrompt } from '../../core/prompts/render-prompt.ts';
import type { Redactor } from '../../core/redaction/redact.ts';
import { stripInvisibleCharacters } from '../../core/redaction/strip-invisible.ts';
import type { ReviewRecord } from '../../core/review/review-record.ts';
import { parseReply, type Replies } from '../../core/suggestions/parse-reply.ts';
import { REPLY_SCHEMAS, type ReplyKind } from '../../core/suggestions/reply-schema.ts';
import type { RunStore } from '../../edges/database/types.ts';
import type { LanguageModel, ModelReply } from '../../edges/models/types.ts';
import { OperatorError, TestwrightError } from '../../errors.ts';
import type { Outcome } from '../../outcome.ts';
import { type Budget, endExhausted, startMeter } from './budget.ts';

export interface AskDependencies {
  /** Two, or one for everything; the task and what it is about decide which is asked. */
  models: Record<ModelStrength, LanguageModel>;
  /** The operator's own, which alone may see private paths; null when there is none. */
  local: LanguageModel | null;
  /** What the operator calls private in every repository. */
  privatePaths: readonly string[];
  prompts: PromptLibrary;
  redactor: Redactor;
  replies: Pick<RunStore, 'findReply' | 'saveReply'>;
  budget: Budget;
  log: Pick<Logger, 'error'>;
  /** How long a maintainer is left without a word while the model is out of reach. */
  patientUntil: Date;
}

/** What a record learns from a question, whatever story it belongs to. */
export type Accounting = Pick<
  ReviewRecord,
  'configuration' | 'privacy' | 'prompts' | 'redactions' | 'skipped' | 'spent' | 'stopped'
>;

export type Answer<K extends ReplyKind> =
  | { kind: 'reply'; reply: Replies[K] }
  | { kind: 'none'; outcome: Outcome };

/**
 * Asks the model once, or takes the reply that an earlier try of the same step has paid for. The record learns what
 * it cost and which prompt version was used. A model that cannot be asked at all is an outcome like a bad reply, so
 * that a further round goes on with what is kept; until patience is over, passing trouble is thrown and tried again.
 * So is a budget that the question does not fit into: then nothing is asked.
 */
export async function askModel<K extends ReplyKind>(
  deps: AskDependencies,
  record: Accounting,
  ask: {
    runId: string;
    round: number;
    kind: K;
    inputs: Record<string, string>;
    /** What its targets are, where the choice of the model depends on them. */
    targetClasses?: readonly TargetClass[];
    /** Tells questions of one kind before one round apart. */
    step?: string;
  },
): Promise<Answer<K>> {
  const wishes = record.configuration.configuration.models;
  const model = chooseModel(deps, record, chooseStrength(ask.kind, ask.targetClasses ?? [], wishes));
  if (model === null) return { kind: 'none', outcome: NO_LOCAL_MODEL };
  const prompt = await choosePrompt(deps, record, ask.kind, model);
  const key = `round-${ask.round}/${ask.kind}${ask.step === undefined ? '' : `/${ask.step}`}`;
  if (!record.prompts.some((used) => used.id === prompt.id && used.version === prompt.version)) {
    record.prompts.push({ id: prompt.id, version: prompt.version });
  }
  // Counted for a stored reply too: the record of the try that paid for it was not saved.
  const inputs: Record<string, string> = {};
  for (const [name, text] of Object.entries(ask.inputs)) {
    const redacted = await deps.redactor.redact(text);
    inputs[name] = redacted.text;
    record.redactions += redacted.redactions.reduce((sum, one) => sum + one.count, 0);
  }
  let reply: ModelReply<unknown> | null = await deps.replies.findReply(ask.runId, key);
  if (!reply) {
    const { system, user } = renderPrompt(prompt, inputs, randomUUID());
    const { maxOutputTokens } = prompt;
    const { modelId } = model;
    const meter = await startMeter(deps.budget, ask.runId, record, { modelId, maxOutputTokens });
    const shape = JSON.stringify(z.toJSONSchema(REPLY_SCHEMAS[ask.kind]));
    const stop = meter.findStop(estimateInput([system, user, shape]));
    if (stop) {
      const reason = describeStop(stop);
      record.stopped = reason;
      return { kind: 'none', outcome: endExhausted(reason) };
    }
    try {
      reply = await model.ask<unknown>({
        system,
        user,
        schemaName: ask.kind.replaceAll('-', '_'),
        schema: REPLY_SCHEMAS[ask.kind],
        maxOutputTokens,
        onBilled: (call) => meter.bill(call),
        mayAskAgain: (inputTokens) => meter.findStop(inputTokens) === null,
      });
    } catch (error) {
      if (meter.calls.length > 0) await deps.budget.ledger.saveCalls(ask.runId, key, meter.calls);
      if (!isLost(error, deps.patientUntil)) throw error;
      deps.log.error({ run: ask.runId, err: error }, 'the model cannot be asked');
      return { kind: 'none', outcome: describeLostModel(error.code) };
    }
    await deps.replies.saveReply(ask.runId, key, prompt, reply, meter.calls);
    record.spent = await deps.budget.ledger.readSpent(ask.runId);
  }
  return readReply(ask.kind, reply, record);
}

/**
 * The repository's own wording where it has one, else ours. It is text of the repository like any other: secrets in it are redacted,
 * and at a private path it is for the local model alone.
 */
async function choosePrompt(
  deps: AskDependencies,
  record: Accounting,
  kind: ReplyKind,
  model: LanguageModel,
): Promise<PromptFile> {
  const own = record.configuration.ownPrompts?.find(({ id }) => id === kind);
  if (!own) return deps.prompts.get(kind);
  if (model !== deps.local && fitsAnyPath(listPrivate(deps, record), ownPromptPath(kind))) {
    const what = ownPromptPath(kind);
    if (!record.skipped.some((one) => one.what === what)) {
      record.skipped.push({ what, reason: 'its path is private, so our prompt was used' });
    }
    return deps.prompts.get(kind);
  }
  const redact = async (text: string): Promise<string> => (await deps.redactor.redact(text)).text;
  // Piece by piece, so that no placeholder is taken for a part of a secret.
  const pieces = await Promise.all(
    own.user.split(/(\{\{[a-z_]+\}\})/).map((piece, index) => (index % 2 === 1 ? piece : redact(piece))),
  );
  return {
    ...own,
    system: stripInvisibleCharacters(await redact(own.system)),
    user: stripInvisibleCharacters(pieces.join('')),
  };
}

function listPrivate(deps: AskDependencies, record: Accounting): string[] {
  return [...(record.configuration.configuration.privatePaths ?? []), ...deps.privatePaths];
}

/** Nobody may be asked about code at private paths. */
export const NO_LOCAL_MODEL: Outcome = {
  code: 'private-paths',
  reason: 'The code is at a private path, which only a local model may see, and none is configured.',
};

/**
 * What is private goes before the choice between the two.
 * A story that has not looked at what is private asks nobody but the local model as soon as there are private paths at all.
 */
function chooseModel(
  deps: AskDependencies,
  record: Accounting,
  strength: ModelStrength,
): LanguageModel | null {
  const patterns = listPrivate(deps, record);
  const allowed = record.privacy?.model ?? (patterns.length === 0 ? 'any' : 'local');
  return allowed === 'any' ? deps.models[strength] : allowed === 'local' ? deps.local : null;
}

/** A wrong key or model name does not mend itself; anything else may, for as long as patience lasts. */
function isLost(error: unknown, patientUntil: Date): error is TestwrightError {
  if (!(error instanceof TestwrightError) || !error.code.startsWith('model-')) return false;
  return error instanceof OperatorError || Date.now() > patientUntil.getTime();
}

/** For everyone to read, so without what the service said: that may quote the key, and the log has it. */
export function describeLostModel(code: string): Outcome {
  return {
    code: 'model-unavailable',
    reason: `The model could not be asked (${code}). The operator of Testwright finds the details in the log; push again to start over.`,
  };
}

function readReply<K extends ReplyKind>(kind: K, reply: ModelReply<unknown>, record: Accounting): Answer<K> {
  switch (reply.kind) {
    case 'refused':
      return {
        kind: 'none',
        outcome: { code: 'model-refused', reason: `The model refused: ${reply.detail}` },
      };
    case 'truncated':
      return {
        kind: 'none',
        outcome: { code: 'model-reply-truncated', reason: `The model's reply was cut off: ${reply.detail}` },
      };
    case 'invalid':
      return {
        kind: 'none',
        outcome: {
          code: 'model-reply-invalid',
          reason: `The model's reply could not be used: ${reply.detail}`,
        },
      };
    case 'ok': {
      const parsed = parseReply(kind, reply.value);
      if (!parsed.ok) {
        return {
          kind: 'none',
          outcome: {
            code: 'model-reply-invalid',
            reason: `The model's reply has the wrong shape: ${parsed.problem}`,
          },
        };
      }
      for (const dropped of parsed.dropped) {
        record.skipped.push({
          what: `${dropped.count} of the model's ${dropped.list}`,
          reason: dropped.code.replaceAll('-', ' '),
        });
      }
      return { kind: 'reply', reply: parsed.reply };
    }
  }
}
