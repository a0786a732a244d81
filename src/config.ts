import { z } from 'zod';
import { StewardError } from './errors.ts';
import { text } from './text.ts';

/** The environment does not hold what is needed; the sentence names every variable at once. */
export class Misconfigured extends StewardError {}

const snowflake = z.string().regex(/^\d{17,20}$/, 'must be a Discord id, 17 to 20 digits');

const snowflakes = z
  .string()
  .transform((list) => list.split(/[\s,]+/).filter((each) => each !== ''))
  .pipe(z.array(snowflake));

const address = (protocol: RegExp, example: string) =>
  z.url({ protocol, error: `must be an address such as ${example}` });

const logLevel = z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], {
  error: 'must be trace, debug, info, warn, error, fatal or silent',
});

/** What the console needs. The instance's URL has no trailing slash here (operations.md 1.1). */
const instanceShape = {
  DATABASE_URL: address(/^postgres(ql)?$/, 'postgres://steward:password@localhost/akkoma'),
  INSTANCE_URL: address(/^https?$/, 'https://social.example').transform((url) => new URL(url).origin),
  FEDERATING: z.stringbool({ error: 'must be true or false' }).default(true),
  LOG_LEVEL: logLevel.default('info'),
};

const consoleSchema = z.object(instanceShape);

const botSchema = z.object({
  ...instanceShape,
  DISCORD_TOKEN: z.string(),
  DISCORD_GUILD_ID: snowflake,
  DISCORD_CHANNEL_IDS: snowflakes.default([]),
  DISCORD_API_URL: address(/^https?$/, 'https://discord.com/api').optional(),
  ADMIN_ROLE_IDS: snowflakes.refine((ids) => ids.length > 0, 'must name at least one role'),
  MODERATOR_ROLE_IDS: snowflakes.default([]),
});

export type ConsoleConfig = z.infer<typeof consoleSchema>;
export type BotConfig = z.infer<typeof botSchema>;

/** @throws Misconfigured naming every variable that is missing or malformed. */
export const readConsoleConfig = (environment: NodeJS.ProcessEnv): ConsoleConfig =>
  read(consoleSchema, environment);

/** @throws Misconfigured naming every variable that is missing or malformed. */
export const readBotConfig = (environment: NodeJS.ProcessEnv): BotConfig => read(botSchema, environment);

function read<Schema extends z.ZodObject>(schema: Schema, environment: NodeJS.ProcessEnv): z.infer<Schema> {
  // An empty variable is what `NAME=` in an env file leaves: it counts as missing.
  const given = Object.fromEntries(
    Object.keys(schema.shape).flatMap((name) => {
      const value = environment[name]?.trim();
      return value === undefined || value === '' ? [] : [[name, value]];
    }),
  );
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const faults = new Map(
    parsed.error.issues.map(({ path, message }) => {
      const name = String(path[0]);
      return [name, name in given ? `${name} ${message}` : `${name} is missing`];
    }),
  );
  throw new Misconfigured(
    text`${[[...faults.values()].join('; ')]}. Set the environment as .env.example explains and start again.`,
  );
}
