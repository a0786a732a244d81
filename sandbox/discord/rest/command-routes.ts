import { Hono } from 'hono';
import { missingAccess, unknownGuild } from '../api-error.ts';
import type { CommandRegistry } from '../command-registry.ts';
import type { Guild } from '../guild.ts';
import type { RestEnvironment } from './environment.ts';

export interface CommandRoutesParts {
  readonly guild: Guild;
  readonly guildCommands: CommandRegistry;
  readonly globalCommands: CommandRegistry;
  readonly onRegistration: () => void;
}

/** @see https://discord.com/developers/docs/interactions/application-commands#endpoints */
export function commandRoutes(parts: CommandRoutesParts): Hono<RestEnvironment> {
  const { guild, guildCommands, globalCommands, onRegistration } = parts;
  const routes = new Hono<RestEnvironment>();
  const application = `/applications/${guild.bot.id}`;

  routes.use('/applications/:application/guilds/:guild/*', async (context, next) => {
    if (context.req.param('application') !== guild.bot.id) {
      throw missingAccess();
    }
    if (context.req.param('guild') !== guild.id) {
      throw unknownGuild();
    }
    await next();
  });

  for (const [base, registry] of [
    [`${application}/commands`, globalCommands],
    [`${application}/guilds/${guild.id}/commands`, guildCommands],
  ] as const) {
    routes.get(base, (context) => context.json(registry.all()));
    routes.put(base, (context) => {
      const commands = registry.overwrite(context.var.body.json);
      onRegistration();
      return context.json(commands);
    });
    routes.post(base, (context) => {
      const { command, created } = registry.upsert(context.var.body.json);
      onRegistration();
      return context.json(command, created ? 201 : 200);
    });
    routes.get(`${base}/:id`, (context) => context.json(registry.get(context.req.param('id'))));
    routes.patch(`${base}/:id`, (context) => {
      const command = registry.edit(context.req.param('id'), context.var.body.json);
      onRegistration();
      return context.json(command);
    });
    routes.delete(`${base}/:id`, (context) => {
      registry.remove(context.req.param('id'));
      onRegistration();
      return context.body(null, 204);
    });
  }
  return routes;
}
