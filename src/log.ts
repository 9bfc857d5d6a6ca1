import { type DestinationStream, type Logger, pino } from 'pino';

/**
 * The process's logger: JSON lines. Errors are reduced to what may be kept: webhook libraries attach the whole
 * payload to an error, Octokit the whole request with its token.
 */
export function createLog(level: string, stream?: DestinationStream): Logger {
  const options = { level, base: { name: 'testwright' }, serializers: { err: describeError, error: describeError } };
  return stream ? pino(options, stream) : pino(options);
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
