import type { ModelStrength } from '../../core/model-choice/model-class.ts';
import { AnthropicModel } from './anthropic-model.ts';
import { OpenAiModel } from './openai-model.ts';
import type { LanguageModel, ServiceModelSettings } from './types.ts';

/** @throws OperatorError when the settings cannot work. Makes no call. */
export function createLanguageModel(settings: ServiceModelSettings): LanguageModel {
  return settings.provider === 'anthropic' ? new AnthropicModel(settings) : new OpenAiModel(settings);
}

/** The two models that questions are divided between; one and the same where the settings name one for both. */
export type ModelPair = Record<ModelStrength, LanguageModel>;

/**
 * Builds both. An id of its own goes before the one for everything, and that before the provider's defaults.
 * @throws OperatorError as createLanguageModel.
 */
export function createModelPair(
  settings: ServiceModelSettings & { fast?: string | null; strong?: string | null },
): ModelPair {
  const build = (strength: ModelStrength): LanguageModel =>
    createLanguageModel({ ...settings, model: settings[strength] ?? settings.model, strength });
  const strong = build('strong');
  const fast = build('fast');
  return { strong, fast: fast.modelId === strong.modelId ? strong : fast };
}
