import type { Completion } from './ask-for-json.ts';

/**
 * How a service is told the format of the reply, from the strictest down. Compatible servers differ in what they
 * accept; one that refuses a rung (HTTP 400, 422 or 501) is asked on the next, and the rung it took is remembered
 * for the life of the process. The provider's own service is only ever asked on the first.
 */
export class FormatLadder<R extends string> {
  readonly #rungs: readonly R[];
  readonly #isRefusal: (error: unknown) => boolean;
  #remembered = 0;

  constructor(rungs: readonly R[], isRefusal: (error: unknown) => boolean) {
    this.#rungs = rungs;
    this.#isRefusal = isRefusal;
  }

  /** @throws what `call` throws on the last rung, or whatever is no refusal of the format. */
  async climbDown(call: (rung: R) => Promise<Completion>): Promise<Completion> {
    for (let index = this.#remembered; ; index++) {
      try {
        const completion = await call(this.#rungs[index]!);
        this.#remembered = index;
        return completion;
      } catch (error) {
        if (index + 1 >= this.#rungs.length || !this.#isRefusal(error)) throw error;
      }
    }
  }
}
