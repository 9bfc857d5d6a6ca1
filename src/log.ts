import { type DestinationStream, type Logger, pino } from 'pino';

/** What may be kept of what libraries log: Probot logs whole payloads at debug level, with every title and text. */
const serializers = { err: describeError, error: describeError, event: describeEvent };

/**
 * The process's logger: JSON lines. Errors are reduced to what may be kept: webhook libraries attach the whole
 * payload to an error, Octokit the whole request with its token.
 */
export function createLog(level: string, stream?: DestinationStream): Logger {
  const options = { level, base: { name: 'testwright' }, serializers };
  return stream ? pino(options, stream) : pino(options);
}

function describeEvent(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const { id, name } = value as { id?: unknown; name?: unknown };
  return { id, name };
}

function describeError(value: unknown): unknown {
  if (!(value instanceof Error)) return value;
  const error = value as Error & { code?: unknown; addressee?: unknown; status?: unknown };
  return {
    type: error.name,
    code: error.code,
    addressee: error.addressee,
    status: error.status,
    message: error.message.slice(0, 500),
    stack: error.stack?.slice(0, 4000),
    causes: error instanceof AggregateError ? error.errors.map(describeError) : undefined,
    cause: error.cause instanceof Error ? describeError(error.cause) : undefined,
  };
}
