import { Hono } from 'hono';
import { answer, type CallbackParts } from '../interaction-callback.ts';
import type { InteractionStore } from '../interaction-store.ts';
import type { InteractionWebhook } from '../interaction-webhook.ts';
import type { RestEnvironment } from './environment.ts';

export interface InteractionRoutesParts extends CallbackParts {
  readonly interactionStore: InteractionStore;
  readonly webhook: InteractionWebhook;
}

/** @see https://discord.com/developers/docs/interactions/receiving-and-responding#endpoints */
export function interactionRoutes(parts: InteractionRoutesParts): Hono<RestEnvironment> {
  const { interactionStore, webhook } = parts;
  const routes = new Hono<RestEnvironment>();

  routes.post('/interactions/:id/:token/callback', (context) => {
    const { json, files } = context.var.body;
    const record = interactionStore.forCallback(context.req.param('id'), context.req.param('token'));
    const response = answer(record, json, files, parts);
    // discord.js parses every response with a JSON content type, so a response without a body must not have one.
    return context.req.query('with_response') === 'true' ? context.json(response) : context.body(null, 204);
  });

  routes.post('/webhooks/:application/:token', (context) => {
    const { json, files } = context.var.body;
    const { application, token } = context.req.param();
    return context.json(webhook.followUp(interactionStore.forWebhook(application, token), json, files));
  });

  const message = '/webhooks/:application/:token/messages/:message';
  routes.get(message, (context) => {
    const { application, token, message: which } = context.req.param();
    return context.json(webhook.get(interactionStore.forWebhook(application, token), which));
  });
  routes.patch(message, (context) => {
    const { json, files } = context.var.body;
    const { application, token, message: which } = context.req.param();
    return context.json(webhook.edit(interactionStore.forWebhook(application, token), which, json, files));
  });
  routes.delete(message, (context) => {
    const { application, token, message: which } = context.req.param();
    webhook.remove(interactionStore.forWebhook(application, token), which);
    return context.body(null, 204);
  });
  return routes;
}
