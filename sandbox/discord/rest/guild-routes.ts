import { Hono } from 'hono';
import { unknownGuild, unknownMember, unknownRole, unknownUser } from '../api-error.ts';
import { applicationPayload, ownUserPayload } from '../application-payload.ts';
import type { Guild } from '../guild.ts';
import { guildPayload } from '../guild-payload.ts';
import type { RestEnvironment } from './environment.ts';

/**
 * Returns the routes of the gateway, the application, users, and the guild with its members.
 *
 * @see https://discord.com/developers/docs/resources/guild#endpoints
 * @see https://discord.com/developers/docs/events/gateway#get-gateway-bot
 */
export function guildRoutes(
  guild: Guild,
  gatewayUrl: string,
  interactionsEndpointUrl: string | null,
): Hono<RestEnvironment> {
  const routes = new Hono<RestEnvironment>();
  const application = applicationPayload(guild, interactionsEndpointUrl);

  routes.get('/gateway', (context) => context.json({ url: gatewayUrl }));
  routes.get('/gateway/bot', (context) =>
    context.json({
      url: gatewayUrl,
      shards: 1,
      session_start_limit: { total: 1000, remaining: 999, reset_after: 86_400_000, max_concurrency: 1 },
    }),
  );
  routes.get('/users/@me', (context) => context.json(ownUserPayload(guild)));
  routes.get('/applications/@me', (context) => context.json(application));
  routes.get('/oauth2/applications/@me', (context) => context.json(application));
  routes.get('/users/:id', (context) => {
    const found = guild.knownUsers.find(({ id }) => id === context.req.param('id'));
    if (!found) {
      throw unknownUser();
    }
    return context.json(found);
  });

  const base = '/guilds/:guild';
  routes.use(`${base}/*`, async (context, next) => {
    if (context.req.param('guild') !== guild.id) {
      throw unknownGuild();
    }
    await next();
  });
  routes.get(base, (context) => context.json(guildPayload(guild)));
  routes.get(`${base}/channels`, (context) => context.json(guild.allChannels));
  routes.get(`${base}/roles`, (context) => context.json(guild.allRoles));
  routes.get(`${base}/roles/:role`, (context) => {
    const role = guild.allRoles.find(({ id }) => id === context.req.param('role'));
    if (!role) {
      throw unknownRole();
    }
    return context.json(role);
  });
  routes.get(`${base}/members/:member`, (context) => {
    const member = [...guild.members, guild.botMember].find(
      ({ user }) => user.id === context.req.param('member'),
    );
    if (!member) {
      throw unknownMember();
    }
    return context.json(member);
  });
  return routes;
}
