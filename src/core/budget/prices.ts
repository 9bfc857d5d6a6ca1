/** What a model costs, in US dollars for a million tokens. */
export interface Rates {
  input: number;
  /** Input read from the provider's prompt cache. */
  cachedInput: number;
  /** Input written to it; the same as `input` where the provider takes no surcharge. */
  cacheWrite: number;
  output: number;
}

/** The rates of one model, and how old the knowledge of them is. */
export interface Price extends Rates {
  /** All tokens of a call whose input is longer than this have rates of their own. */
  longInput: (Rates & { above: number }) | null;
  /** The day for which the source states these rates (YYYY-MM-DD), or `operator` for rates from the configuration. */
  asOf: string;
}

/** The service whose list prices apply. */
export type PriceListName = 'anthropic' | 'openai';

interface ListedPrice extends Price {
  models: readonly string[];
  source: string;
}

const CLAUDE_PRICING = 'https://platform.claude.com/docs/en/about-claude/pricing';
const CLAUDE_MODELS = 'https://platform.claude.com/docs/en/models';
const OPENAI_PRICING = 'https://developers.openai.com/api/docs/pricing';

/** OpenAI bills all tokens of a call with more input than this at two times the input and 1.5 times the output rate. */
const OPENAI_LONG_INPUT = 272_000;

/**
 * List prices of the models that the SDKs name in their own types, as seen on 2026-11-25. `asOf` is the day that the source
 * itself speaks of, which may be older. They were read in stored copies of the pages named and, where another site is
 * named, at second hand; the providers' live pages were not opened, and what a provider bills is what counts. An operator
 * who knows better sets MODEL_INPUT_USD_PER_MILLION and MODEL_OUTPUT_USD_PER_MILLION. A model whose price was not found
 * is not here: its tokens are counted, its money is unknown. An id matches exactly, or followed by a date, as in
 * `claude-haiku-4-5-20251001`.
 */
const PRICES: Record<PriceListName, readonly ListedPrice[]> = {
  anthropic: [
    listed(['claude-fable-5-1', 'claude-mythos-5-1'], [10, 0.25, 12.5, 50], '2026-09-23', CLAUDE_PRICING),
    listed(['claude-fable-5', 'claude-mythos-5'], [10, 1, 12.5, 50], '2026-09-23', CLAUDE_PRICING),
    listed(['claude-opus-5-5'], [4, 0.2, 5, 20], '2026-10-24', `${CLAUDE_MODELS}/opus-5-5/overview`),
    listed(
      ['claude-opus-5', 'claude-opus-4-8', 'claude-opus-4-7', 'claude-opus-4-6', 'claude-opus-4-5'],
      [5, 0.5, 6.25, 25],
      '2026-10-24',
      CLAUDE_PRICING,
    ),
    // Reading from the cache cost $0.20 until 2026-10-07.
    listed(
      ['claude-sonnet-5-5'],
      [2, 0.1, 2.5, 10],
      '2026-10-24',
      'https://github.com/kurofune/claudit/releases/tag/v1.9.2',
    ),
    listed(['claude-sonnet-5'], [2, 0.2, 2.5, 10], '2026-10-24', `${CLAUDE_MODELS}/sonnet-5/overview`),
    listed(
      ['claude-sonnet-4-6', 'claude-sonnet-4-5'],
      [3, 0.3, 3.75, 15],
      '2026-10-10',
      'https://docs.rs/synaps/0.10.2/synaps_cli/pricing/index.html',
    ),
    {
      ...listed(
        ['claude-haiku-5-5'],
        [0.1, 0.01, 0.125, 0.5],
        '2026-10-24',
        'https://github.com/kurofune/claudit/releases/tag/v1.9.2',
      ),
      longInput: { above: 100_000, input: 0.5, cachedInput: 0.05, cacheWrite: 0.625, output: 2.5 },
    },
    listed(
      ['claude-haiku-4-5'],
      [1, 0.1, 1.25, 5],
      '2026-10-10',
      'https://docs.rs/synaps/0.10.2/synaps_cli/pricing/index.html',
    ),
  ],
  openai: [
    openAi(['gpt-6-astra'], [10, 1, 12.5, 50], '2026-09-13', OPENAI_PRICING),
    openAi(
      ['gpt-6.1-sol'],
      [2, 0.1, 2.5, 10],
      '2026-11-20',
      'https://github.com/trick77/toolkit/releases/tag/v0.5.0',
    ),
    openAi(
      ['gpt-6-sol'],
      [2, 0.2, 2.5, 10],
      '2026-09-22',
      'https://github.com/merefield/codexometer/releases/tag/v0.18.4',
    ),
    openAi(
      ['gpt-6.1-terra'],
      [1, 0.05, 1.25, 5],
      '2026-10-26',
      'https://github.com/TheKrush/PromptFuel/releases/tag/v1.0.24',
    ),
    openAi(
      ['gpt-6-luna'],
      [0.1, 0.01, 0.125, 0.5],
      '2026-09-22',
      'https://github.com/merefield/codexometer/releases/tag/v0.18.4',
    ),
    openAi(['gpt-5.6-sol', 'gpt-5.6'], [4, 0.4, 5, 20], '2026-09-13', OPENAI_PRICING),
    openAi(
      ['gpt-5.6-terra'],
      [2, 0.2, 2.5, 12],
      '2026-09-07',
      'https://github.com/TheKrush/PromptFuel/releases/tag/v1.0.19',
    ),
    openAi(
      ['gpt-5.6-luna'],
      [0.2, 0.02, 0.25, 1.2],
      '2026-09-07',
      'https://github.com/TheKrush/PromptFuel/releases/tag/v1.0.19',
    ),
    // Before GPT-5.6, writing to the cache cost what any input costs.
    openAi(['gpt-5.5'], [5, 0.5, 5, 30], '2026-06-01', 'https://www.morphllm.com/openai-api-pricing'),
    openAi(['gpt-5.4'], [2.5, 0.25, 2.5, 15], '2026-06-01', 'https://www.morphllm.com/openai-api-pricing'),
    openAi(
      ['gpt-5.4-mini'],
      [0.75, 0.075, 0.75, 4.5],
      '2026-06-01',
      'https://www.morphllm.com/openai-api-pricing',
    ),
    openAi(
      ['gpt-5.4-nano'],
      [0.2, 0.02, 0.2, 1.25],
      '2026-06-01',
      'https://www.morphllm.com/openai-api-pricing',
    ),
  ],
};

/** The list price of a model, or null when it is not known. */
export function findListPrice(list: PriceListName, model: string): Price | null {
  const id = model.replace(/-(\d{8}|\d{4}-\d{2}-\d{2})$/, '');
  const found = PRICES[list].find((price) => price.models.includes(id));
  if (!found) return null;
  const { models: _, source: __, ...price } = found;
  return price;
}

/** The operator's own rates, for a server or a contract whose prices are not in the table. The cache costs the same. */
export function buildOwnPrice(usdPerMillion: { input: number; output: number }): Price {
  const { input, output } = usdPerMillion;
  return { input, cachedInput: input, cacheWrite: input, output, longInput: null, asOf: 'operator' };
}

type RateList = [input: number, cachedInput: number, cacheWrite: number, output: number];

function listed(models: string[], rates: RateList, asOf: string, source: string): ListedPrice {
  const [input, cachedInput, cacheWrite, output] = rates;
  return { models, input, cachedInput, cacheWrite, output, longInput: null, asOf, source };
}

function openAi(models: string[], rates: RateList, asOf: string, source: string): ListedPrice {
  const [input, cachedInput, cacheWrite, output] = rates;
  return {
    ...listed(models, rates, asOf, source),
    longInput: {
      above: OPENAI_LONG_INPUT,
      input: 2 * input,
      cachedInput: 2 * cachedInput,
      cacheWrite: 2 * cacheWrite,
      output: 1.5 * output,
    },
  };
}
