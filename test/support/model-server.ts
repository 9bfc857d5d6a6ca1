import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import type { Message, StopReason } from '@anthropic-ai/sdk/resources/messages';
import type { ErrorResponse } from '@anthropic-ai/sdk/resources/shared';
import type { ChatCompletion } from 'openai/resources/chat/completions';
import type { CompletionUsage } from 'openai/resources/completions';
import type { CreateEmbeddingResponse } from 'openai/resources/embeddings';

/** A request as a scripted server received it. */
export interface ReceivedRequest<Body> {
  path: string;
  headers: IncomingHttpHeaders;
  body: Body;
  /** 0 for the first request. */
  index: number;
}

/** What of an Anthropic request scripts look at: https://platform.claude.com/docs/en/api/messages/create */
export interface AnthropicBody {
  model: string;
  max_tokens: number;
  system: { type: 'text'; text: string; cache_control?: { type: string } }[];
  messages: { role: 'user' | 'assistant'; content: string }[];
  output_config?: { format?: { type: string; schema: Record<string, unknown> } };
}

/** What of an OpenAI request scripts look at: https://developers.openai.com/api/reference/resources/chat/subresources/completions/methods/create */
export interface OpenAiBody {
  model: string;
  messages: { role: 'system' | 'user' | 'assistant'; content: string }[];
  max_tokens?: number;
  max_completion_tokens?: number;
  response_format?: {
    type: string;
    json_schema?: { name: string; strict: boolean; schema: Record<string, unknown> };
  };
}

/** What of a request for embeddings scripts look at. */
export interface EmbeddingBody {
  model: string;
  input: string[];
  encoding_format?: string;
}

/** A scripted HTTP answer. `body` is sent as JSON unless it is a string. */
export interface ScriptedReply {
  status?: number;
  headers?: Record<string, string>;
  body?: unknown;
  /** Milliseconds before the answer begins. */
  delayMs?: number;
  /** Sends headers and the body, and never ends. */
  stall?: boolean;
}

/** Replies in order (the last one repeats), or a function of the request: the same for tests, demo and benchmarks. */
export type Script<Body> =
  | ScriptedReply[]
  | ((request: ReceivedRequest<Body>) => ScriptedReply | Promise<ScriptedReply>);

export interface ModelServer<Body> {
  /** What the SDK takes as its base URL. */
  baseUrl: string;
  requests: ReceivedRequest<Body>[];
  close(): Promise<void>;
}

/** A server that speaks Anthropic's Messages API from a script, on 127.0.0.1. */
export function startAnthropicServer(script: Script<AnthropicBody>): Promise<ModelServer<AnthropicBody>> {
  return startServer(script, '/v1/messages', '');
}

/** A server that speaks OpenAI's Chat Completions API from a script, on 127.0.0.1. */
export function startOpenAiServer(script: Script<OpenAiBody>): Promise<ModelServer<OpenAiBody>> {
  return startServer(script, '/v1/chat/completions', '/v1');
}

/** A server that speaks OpenAI's Embeddings API from a script, on 127.0.0.1. */
export function startEmbeddingServer(script: Script<EmbeddingBody>): Promise<ModelServer<EmbeddingBody>> {
  return startServer(script, '/v1/embeddings', '/v1');
}

/** Vectors as https://developers.openai.com/api/reference/resources/embeddings describes them. */
export function openAiEmbeddings(vectors: readonly number[][], promptTokens = 8): ScriptedReply {
  return {
    body: {
      object: 'list',
      model: 'embedding-scripted',
      data: vectors.map((embedding, index) => ({ object: 'embedding', index, embedding })),
      usage: { prompt_tokens: promptTokens, total_tokens: promptTokens },
    } satisfies CreateEmbeddingResponse,
  };
}

/** A message as https://platform.claude.com/docs/en/api/messages#message describes it. */
export function anthropicMessage(
  text: string,
  options: { stopReason?: StopReason; inputTokens?: number; outputTokens?: number; model?: string } = {},
): ScriptedReply {
  return {
    body: {
      id: 'msg_scripted',
      type: 'message',
      role: 'assistant',
      model: options.model ?? 'claude-scripted',
      content: [{ type: 'text', text, citations: null }],
      container: null,
      diagnostics: null,
      stop_reason: options.stopReason ?? 'end_turn',
      stop_details:
        options.stopReason === 'refusal'
          ? { type: 'refusal', category: 'cyber', explanation: 'The request was declined.' }
          : null,
      stop_sequence: null,
      usage: {
        input_tokens: options.inputTokens ?? 100,
        output_tokens: options.outputTokens ?? 20,
        output_tokens_details: null,
        cache_creation: null,
        cache_creation_input_tokens: 7,
        cache_read_input_tokens: 3,
        inference_geo: null,
        server_tool_use: null,
        service_tier: 'standard',
        speed: 'standard',
      },
    } satisfies Message,
  };
}

/** An error as https://platform.claude.com/docs/en/api/errors describes it. */
export function anthropicError(
  status: number,
  error: ErrorResponse['error'],
  headers: Record<string, string> = {},
): ScriptedReply {
  return {
    status,
    headers,
    body: { type: 'error', error, request_id: 'req_scripted' } satisfies ErrorResponse,
  };
}

/** A completion as https://developers.openai.com/api/reference/resources/chat describes it. */
export function openAiCompletion(
  content: string | null,
  options: {
    finishReason?: ChatCompletion.Choice['finish_reason'];
    refusal?: string;
    usage?: CompletionUsage;
    model?: string;
  } = {},
): ScriptedReply {
  return {
    body: {
      id: 'chatcmpl-scripted',
      object: 'chat.completion',
      created: 1_780_000_000,
      model: options.model ?? 'gpt-scripted',
      choices: [
        {
          index: 0,
          finish_reason: options.finishReason ?? 'stop',
          logprobs: null,
          message: { role: 'assistant', content, refusal: options.refusal ?? null },
        },
      ],
      usage: options.usage ?? { prompt_tokens: 110, completion_tokens: 20, total_tokens: 130 },
    } satisfies ChatCompletion,
  };
}

/** The object that OpenAI sends with an error status: https://developers.openai.com/api/docs/guides/error-codes */
export interface OpenAiErrorBody {
  error: { message: string; type: string; param: string | null; code: string | null };
}

export function openAiError(
  status: number,
  error: Partial<OpenAiErrorBody['error']>,
  headers: Record<string, string> = {},
): ScriptedReply {
  const body = {
    error: { message: 'Scripted.', type: 'invalid_request_error', param: null, code: null, ...error },
  };
  return { status, headers, body: body satisfies OpenAiErrorBody };
}

async function startServer<Body>(
  script: Script<Body>,
  path: string,
  basePath: string,
): Promise<ModelServer<Body>> {
  const requests: ReceivedRequest<Body>[] = [];
  const answer = Array.isArray(script)
    ? (request: ReceivedRequest<Body>) =>
        script[Math.min(request.index, script.length - 1)] ?? { status: 500 }
    : script;
  const server = createServer(async (incoming, response) => {
    try {
      let text = '';
      for await (const chunk of incoming.setEncoding('utf8')) text += chunk;
      if (incoming.method !== 'POST' || incoming.url !== path) {
        send(response, {
          status: 404,
          body: { error: { message: `No ${incoming.method} ${incoming.url} here.` } },
        });
        return;
      }
      const body = JSON.parse(text) as Body;
      const request = { path, headers: incoming.headers, body, index: requests.length };
      requests.push(request);
      const reply = await answer(request);
      if (reply.delayMs) await setTimeout(reply.delayMs, undefined, { ref: false });
      send(response, reply);
    } catch (error) {
      // A client that went away, or a script that threw: shown to the client, where a test sees it.
      if (!response.headersSent) send(response, { status: 400, body: { error: { message: String(error) } } });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}${basePath}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function send(response: ServerResponse, reply: ScriptedReply): void {
  const isText = typeof reply.body === 'string';
  const type = isText ? 'text/plain' : 'application/json';
  response.writeHead(reply.status ?? 200, { 'content-type': type, ...reply.headers });
  const text = isText ? (reply.body as string) : JSON.stringify(reply.body ?? {});
  if (reply.stall) response.write(text);
  else response.end(text);
}
