import { DiscordAPIError } from 'discord.js';
import { z } from 'zod';

/** The parts of Discord's answers that the checks read. */
export const me = z.object({
  id: z.string(),
  name: z.string(),
  interactions_endpoint_url: z.string().nullish(),
});

export const guild = z.object({
  id: z.string(),
  name: z.string(),
  roles: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      permissions: z.string(),
      managed: z.boolean(),
      mentionable: z.boolean(),
    }),
  ),
});

export const channel = z.object({
  id: z.string(),
  name: z.string().nullish(),
  guild_id: z.string().optional(),
  /** Absent for a thread, which has the overwrites of its channel. */
  permission_overwrites: z
    .array(z.object({ id: z.string(), type: z.number(), allow: z.string(), deny: z.string() }))
    .optional(),
});

export const member = z.object({ roles: z.array(z.string()) });

export type Me = z.infer<typeof me>;
export type Guild = z.infer<typeof guild>;
export type Channel = z.infer<typeof channel>;

/** Whether Discord refused the request: the object does not exist, or the bot may not access it. */
export const isDenied = (error: unknown): boolean =>
  error instanceof DiscordAPIError && (error.status === 403 || error.status === 404);
