import type { PromptFile } from './prompt-file.ts';

/** The prompts that may be used. */
export interface PromptLibrary {
  /**
   * The newest released version.
   * @throws when there is none: ids are written in code, so that is a defect.
   */
  get(id: string): PromptFile;
}
