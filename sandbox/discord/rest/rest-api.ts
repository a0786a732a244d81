import { setTimeout as sleep } from 'node:timers/promises';
import { Hono } from 'hono';
import { createMiddleware } from 'hono/factory';
import { ApiError, notFound, unauthorized } from '../api-error.ts';
import type { AttachmentStore } from '../attachment-store.ts';
import type { Faults } from '../faults.ts';
import type { SandboxCall } from '../traffic.ts';
import type { RestEnvironment } from './environment.ts';
import { rateLimitHeaders } from './rate-limit.ts';
import { readBody } from './request-body.ts';

const PREFIX = '/api/v10';
/** The routes that have the token of an interaction in their path, and need no bot token. */
const WITHOUT_BOT_TOKEN = /^\/(interactions|webhooks)\//;

export interface RestParts {
  readonly token: string;
  readonly faults: Faults;
  readonly attachments: AttachmentStore;
  readonly now: () => number;
  readonly record: (call: SandboxCall) => void;
  readonly onChange: () => void;
  readonly routes: readonly Hono<RestEnvironment>[];
}

/**
 * Creates the REST API with what all routes share: authorization, requested faults, rate-limit headers, Discord's error
 * responses, and the record of all calls.
 *
 * @see https://discord.com/developers/docs/reference
 */
export function createRestApi(parts: RestParts): Hono {
  const app = new Hono();
  const api = new Hono<RestEnvironment>();
  api.use(recorded(parts), faulty(parts), authorized(parts.token));
  for (const routes of parts.routes) {
    api.route('/', routes);
  }
  app.route(PREFIX, api);
  app.get('/attachments/:id/:filename', (context) => {
    const file = parts.attachments.find(context.req.param('id'));
    return file
      ? context.body(file.bytes, 200, { 'Content-Type': file.contentType })
      : context.json(notFound().toJSON(), 404);
  });
  app.notFound((context) => context.json(notFound().toJSON(), 404));
  app.onError((error, context) => {
    if (error instanceof ApiError) {
      return context.json(error.toJSON(), error.status);
    }
    throw error;
  });
  return app;
}

function recorded({ record, now, onChange }: RestParts) {
  return createMiddleware<RestEnvironment>(async (context, next) => {
    const { method } = context.req;
    const path = decodeURIComponent(context.req.path).slice(PREFIX.length);
    const at = now();
    let body: unknown;
    try {
      context.set('body', await readBody(context.req.raw));
      body = context.var.body.json;
      await next();
    } catch (error) {
      if (!(error instanceof ApiError)) {
        throw error;
      }
      context.res = context.json(error.toJSON(), error.status);
    }
    for (const [name, value] of Object.entries(rateLimitHeaders(method, path))) {
      if (!context.res.headers.has(name)) {
        context.header(name, value);
      }
    }
    const { status } = context.res;
    const refusal: unknown = status < 400 ? undefined : await context.res.clone().json();
    const created = status < 400 ? await createdMessage(method, path, context.res) : undefined;
    record({ kind: 'call', method, path, body, status, refusal, created, at, answeredAt: now() });
    onChange();
  });
}

async function createdMessage(method: string, path: string, response: Response): Promise<string | undefined> {
  if (method !== 'POST' || !/^\/channels\/\d+\/messages$/.test(path)) return undefined;
  const message: unknown = await response.clone().json();
  return typeof message === 'object' && message && 'id' in message ? String(message.id) : undefined;
}

/** Applies the requested faults. A delayed request takes effect when it arrives; only its answer is late. */
function faulty({ faults, onChange }: RestParts) {
  return createMiddleware<RestEnvironment>(async (context, next) => {
    const path = decodeURIComponent(context.req.path).slice(PREFIX.length);
    const delay = faults.delayOf(path);
    const retryAfter = faults.rateLimitOf(path);
    if (retryAfter !== undefined) {
      context.res = context.json(
        { message: 'You are being rate limited.', retry_after: retryAfter, global: false },
        429,
        {
          'Retry-After': String(retryAfter),
          'X-RateLimit-Scope': 'user',
          'X-RateLimit-Remaining': '0',
          'X-RateLimit-Reset-After': String(retryAfter),
        },
      );
    } else if (faults.failureOf(path)) {
      context.res = context.json({ message: '500: Internal Server Error', code: 0 }, 500);
    } else {
      await next();
    }
    if (delay > 0) {
      onChange();
      await sleep(delay, undefined, { ref: false });
    }
  });
}

function authorized(token: string) {
  return createMiddleware<RestEnvironment>(async (context, next) => {
    const path = context.req.path.slice(PREFIX.length);
    if (!WITHOUT_BOT_TOKEN.test(path) && context.req.header('Authorization') !== `Bot ${token}`) {
      throw unauthorized();
    }
    await next();
  });
}
