import { Hono } from 'hono';
import type { ChannelMessages } from '../channel-messages.ts';
import type { RestEnvironment } from './environment.ts';

const PAGE = 50;
const LARGEST_PAGE = 100;

/** @see https://discord.com/developers/docs/resources/message#endpoints */
export function channelRoutes(messages: ChannelMessages): Hono<RestEnvironment> {
  const routes = new Hono<RestEnvironment>();

  routes.get('/channels/:channel', (context) => context.json(messages.channel(context.req.param('channel'))));
  routes.get('/channels/:channel/messages', (context) => {
    const limit = Math.min(Number(context.req.query('limit') ?? PAGE), LARGEST_PAGE);
    return context.json(messages.list(context.req.param('channel'), limit));
  });
  routes.post('/channels/:channel/messages', (context) => {
    const { json, files } = context.var.body;
    return context.json(messages.create(context.req.param('channel'), json, files));
  });

  const one = '/channels/:channel/messages/:message';
  routes.get(one, (context) => {
    const { channel, message } = context.req.param();
    return context.json(messages.get(channel, message));
  });
  routes.patch(one, (context) => {
    const { channel, message } = context.req.param();
    const { json, files } = context.var.body;
    return context.json(messages.edit(channel, message, json, files));
  });
  routes.delete(one, (context) => {
    const { channel, message } = context.req.param();
    messages.remove(channel, message);
    return context.body(null, 204);
  });
  return routes;
}
