/** One environment variable: what the reference page says of it. */
export interface Setting {
  name: string;
  /** Shown when it is not set; null when it must be set. */
  fallback: string | null;
  description: string;
}

/** Every variable the app reads; docs/configuration.md is generated from this list. */
export const SETTINGS: readonly Setting[] = [
  { name: 'APP_ID', fallback: null, description: 'Numeric id of the GitHub App.' },
  {
    name: 'PRIVATE_KEY',
    fallback: null,
    description:
      'Private key of the GitHub App in PEM format (`\\n` for line breaks is accepted), or use `PRIVATE_KEY_PATH`.',
  },
  { name: 'PRIVATE_KEY_PATH', fallback: '', description: 'Path of the file that holds the private key.' },
  {
    name: 'WEBHOOK_SECRET',
    fallback: null,
    description:
      'Secret of the webhook: at least 16 characters, random. The app refuses to start without a strong one.',
  },
  {
    name: 'GITHUB_API_URL',
    fallback: 'https://api.github.com',
    description: 'REST base URL; on GitHub Enterprise Server `https://HOST/api/v3`.',
  },
  { name: 'HOST', fallback: '127.0.0.1', description: 'Address to listen on; `0.0.0.0` in a container.' },
  { name: 'PORT', fallback: '3000', description: 'Port to listen on; 0 takes any free one.' },
  {
    name: 'ROLE',
    fallback: 'all',
    description:
      '`web` receives webhooks, `worker` does the work, `all` both. Separate processes need `DATABASE_URL`.',
  },
  {
    name: 'DATABASE_URL',
    fallback: '',
    description: 'PostgreSQL connection string. Empty: an embedded PostgreSQL in `DATA_DIRECTORY`.',
  },
  {
    name: 'DATA_DIRECTORY',
    fallback: 'data',
    description: 'Folder of the embedded database; one process at a time.',
  },
  {
    name: 'PROJECT_INDEX',
    fallback: 'texts',
    description:
      'What is kept of the Python files of a repository, by the SHA of each blob, so that a model is shown what belongs to a change wherever it stands: `texts` keeps records (names, signatures, what uses what) and texts, `records` keeps no texts and reads them from GitHub again, `off` keeps nothing: then a run knows only the files that it reads for itself.',
  },
  { name: 'WORKER_CONCURRENCY', fallback: '4', description: 'Jobs worked on at the same time.' },
  {
    name: 'MODEL_PROVIDER',
    fallback: 'auto',
    description:
      '`anthropic`, `openai` (also any compatible server through `OPENAI_BASE_URL`), `builtin` (no model), or `auto`: the first whose key or base URL is set, else `builtin`.',
  },
  {
    name: 'MODEL',
    fallback: '',
    description:
      'Model id, one for everything; empty takes two of the provider by default: a fast one for simple code, a strong one for the rest (docs/prompts.md). A compatible server needs it, or both of the next two.',
  },
  {
    name: 'MODEL_FAST',
    fallback: '',
    description:
      'Model id at the same service for what a fast model is asked: boilerplate. Goes before `MODEL`.',
  },
  {
    name: 'MODEL_STRONG',
    fallback: '',
    description:
      'Model id at the same service for what a strong model is asked: security, business logic, old code, analysis. Goes before `MODEL`.',
  },
  {
    name: 'PRIVATE_PATHS',
    fallback: '',
    description:
      'Paths that only the local model may see, in every repository, separated by commas; patterns as for `private-paths` in docs/repository-configuration.md.',
  },
  {
    name: 'LOCAL_MODEL_BASE_URL',
    fallback: '',
    description:
      'Base URL of an OpenAI-compatible server on this machine or a private network, for changes that touch private paths; needs `LOCAL_MODEL`. Public addresses are refused.',
  },
  { name: 'LOCAL_MODEL', fallback: '', description: 'Model id at the local server.' },
  { name: 'LOCAL_MODEL_API_KEY', fallback: '', description: 'Key for the local server, if it wants one.' },
  { name: 'MODEL_TIMEOUT_SECONDS', fallback: '300', description: 'Longest wait for one model reply.' },
  {
    name: 'MODEL_PATIENCE_MINUTES',
    fallback: '30',
    description:
      'A run whose model has been unreachable or rate limited for so long ends as `model-unavailable`.',
  },
  { name: 'ANTHROPIC_API_KEY', fallback: '', description: 'Key for Anthropic.' },
  { name: 'ANTHROPIC_BASE_URL', fallback: '', description: 'Other base URL for the Anthropic API.' },
  {
    name: 'OPENAI_API_KEY',
    fallback: '',
    description: 'Key for OpenAI, or for a compatible server that wants one.',
  },
  {
    name: 'OPENAI_BASE_URL',
    fallback: '',
    description: 'Base URL of a compatible server such as Ollama or vLLM, e.g. `http://127.0.0.1:11434/v1`.',
  },
  {
    name: 'MODEL_INPUT_USD_PER_MILLION',
    fallback: '',
    description:
      "Your own price of the model (of the strong one, where there are two) in US dollars for a million input tokens; needs `MODEL_OUTPUT_USD_PER_MILLION`. Empty: list prices for Anthropic's and OpenAI's own services, unknown for any other server.",
  },
  {
    name: 'MODEL_OUTPUT_USD_PER_MILLION',
    fallback: '',
    description: 'The same for a million output tokens.',
  },
  {
    name: 'MODEL_FAST_INPUT_USD_PER_MILLION',
    fallback: '',
    description:
      'Your own price of the fast model, where it is another one; needs `MODEL_FAST_OUTPUT_USD_PER_MILLION`.',
  },
  {
    name: 'MODEL_FAST_OUTPUT_USD_PER_MILLION',
    fallback: '',
    description: 'The same for a million output tokens of the fast model.',
  },
  {
    name: 'EMBEDDINGS_BASE_URL',
    fallback: '',
    description:
      'Base URL of an OpenAI-compatible server whose embeddings find code that is close in meaning, e.g. `http://127.0.0.1:11434/v1` or `https://api.openai.com/v1`; needs `EMBEDDINGS_MODEL`, and pgvector on a PostgreSQL server. Empty: text search alone. Signatures, docstrings and names go there, redacted; of private paths only to a server on this machine or a private network.',
  },
  { name: 'EMBEDDINGS_MODEL', fallback: '', description: 'Model id at that server.' },
  { name: 'EMBEDDINGS_API_KEY', fallback: '', description: 'Key for that server, if it wants one.' },
  {
    name: 'EMBEDDINGS_USD_PER_MILLION',
    fallback: '',
    description:
      'Price of the embedding model in US dollars for a million tokens; empty: unknown, or nothing for a server on this machine or a private network.',
  },
  {
    name: 'BUDGET_CALLS_PER_PULL_REQUEST',
    fallback: '100',
    description:
      'Calls to the model for one pull request, all of its pushes together. For this and every other budget: 0 for no limit.',
  },
  {
    name: 'BUDGET_TOKENS_PER_PULL_REQUEST',
    fallback: '2000000',
    description: 'Input and output tokens for one pull request.',
  },
  {
    name: 'BUDGET_USD_PER_PULL_REQUEST',
    fallback: '5',
    description: 'US dollars for one pull request, for models whose price is known.',
  },
  {
    name: 'BUDGET_ROUNDS_PER_PULL_REQUEST',
    fallback: '60',
    description:
      'Rounds of CI for one pull request. One push takes up to `MAX_FURTHER_ROUNDS` and three more.',
  },
  {
    name: 'BUDGET_CI_MINUTES_PER_PULL_REQUEST',
    fallback: '300',
    description: 'CI minutes for one pull request, each job rounded up to whole minutes as GitHub bills.',
  },
  {
    name: 'BUDGET_CALLS_PER_DAY',
    fallback: '',
    description:
      'Calls to the model in one UTC day for one installation, that is all repositories of one GitHub account.',
  },
  {
    name: 'BUDGET_TOKENS_PER_DAY',
    fallback: '20000000',
    description: 'Input and output tokens in one UTC day for one installation.',
  },
  {
    name: 'BUDGET_USD_PER_DAY',
    fallback: '50',
    description: 'US dollars in one UTC day for one installation, for models whose price is known.',
  },
  {
    name: 'BUDGET_ROUNDS_PER_DAY',
    fallback: '',
    description: 'Rounds of CI in one UTC day for one installation.',
  },
  {
    name: 'BUDGET_CI_MINUTES_PER_DAY',
    fallback: '1000',
    description: 'CI minutes in one UTC day for one installation.',
  },
  {
    name: 'CONTEXT_TOKEN_BUDGET',
    fallback: '24000',
    description: 'Estimated tokens of repository text in one model request.',
  },
  {
    name: 'MAX_FURTHER_ROUNDS',
    fallback: '2',
    description: 'Rounds after the first that may repair or add tests (0 to 5).',
  },
  {
    name: 'CI_TIMEOUT_MINUTES',
    fallback: '60',
    description: 'A run that CI has not answered by then ends as `ci-never-answered`.',
  },
  {
    name: 'SWEEP_SECONDS',
    fallback: '60',
    description: 'How often failed deliveries and waiting runs are looked after.',
  },
  {
    name: 'RETENTION_DAYS',
    fallback: '90',
    description:
      'Reports of CI, model replies and suggestions of a run are deleted so long after its end; its outcome stays.',
  },
  {
    name: 'WORKFLOW_FILE',
    fallback: 'testwright.yml',
    description: "Name of Testwright's workflow file in `.github/workflows/`.",
  },
  {
    name: 'ONBOARDING',
    fallback: 'on',
    description:
      '`on`: a repository that the app is installed on gets one issue with a workflow file fitted to it; `off`: it gets none.',
  },
  {
    name: 'GITHUB_WRITE_SPACING_MS',
    fallback: '1000',
    description:
      'Pause between writes to GitHub, which asks for a second or more on github.com; 0 suits servers without rate limits.',
  },
  {
    name: 'LOG_LEVEL',
    fallback: 'info',
    description: '`trace`, `debug`, `info`, `warn`, `error` or `fatal`.',
  },
];
