import { AnthropicModel } from './anthropic-model.ts';
import { OpenAiModel } from './openai-model.ts';
import type { LanguageModel, ServiceModelSettings } from './types.ts';

/** @throws OperatorError when the settings cannot work. Makes no call. */
export function createLanguageModel(settings: ServiceModelSettings): LanguageModel {
  return settings.provider === 'anthropic' ? new AnthropicModel(settings) : new OpenAiModel(settings);
}
