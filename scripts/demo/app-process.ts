import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** One line of the app's log. */
export interface LogLine {
  level: number;
  msg: string;
  [field: string]: unknown;
}

export interface AppProcess {
  child: ChildProcess;
  port: number;
  /** What the app wrote to stderr so far. */
  stderr: () => string;
  /** SIGTERM, then resolves when it has ended. */
  stop: () => Promise<void>;
  exited: Promise<number | null>;
}

export interface AppOptions {
  appId: number;
  privateKeyPem: string;
  webhookSecret: string;
  githubApiUrl: string;
  dataDirectory: string;
  /** More or other environment variables. */
  environment?: Record<string, string>;
  onLog: (line: LogLine) => void;
}

/** A strong webhook secret, made anew for each start. */
export function createWebhookSecret(): string {
  return randomBytes(32).toString('hex');
}

/** What of this process's environment the app gets: the model's settings and what any process needs. */
function inheritedEnvironment(): Record<string, string> {
  const names =
    /^(PATH|HOME|LANG|TMPDIR|MODEL.*|ANTHROPIC_.*|OPENAI_.*|CONTEXT_TOKEN_BUDGET|MAX_FURTHER_ROUNDS|NODE_EXTRA_CA_CERTS|SSL_CERT_FILE)$/;
  const picked: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env))
    if (value !== undefined && names.test(name)) picked[name] = value;
  return picked;
}

/** Starts the app as a process of its own and waits until it listens and works. */
export async function startApp(options: AppOptions): Promise<AppProcess> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...inheritedEnvironment(),
      APP_ID: String(options.appId),
      PRIVATE_KEY: options.privateKeyPem,
      WEBHOOK_SECRET: options.webhookSecret,
      GITHUB_API_URL: options.githubApiUrl,
      // The local GitHub has no rate limits, so writes need no pause.
      GITHUB_WRITE_SPACING_MS: '0',
      DATA_DIRECTORY: options.dataDirectory,
      PORT: '0',
      SWEEP_SECONDS: '5',
      // Someone is waiting.
      MODEL_PATIENCE_MINUTES: '1',
      ...options.environment,
    },
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const exited = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  const port = await new Promise<number>((resolve, reject) => {
    let found = 0;
    createInterface({ input: child.stdout }).on('line', (text) => {
      const line = parseLine(text);
      if (!line) return;
      if (line.msg === 'listening') found = Number(line['port']);
      if (line.msg === 'working') resolve(found);
      options.onLog(line);
    });
    void exited.then((code) =>
      reject(new Error(`the app ended with ${code} before it was ready.\n${stderr}`)),
    );
  });
  return {
    child,
    port,
    stderr: () => stderr,
    exited,
    stop: async () => {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

function parseLine(text: string): LogLine | null {
  try {
    return JSON.parse(text) as LogLine;
  } catch {
    return null;
  }
}
