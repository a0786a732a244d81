import { z } from 'zod';
import { type ApprovalPolicy, createPolicy, rolesThatMayAsk } from '../actions/index.ts';
import { defaultRestrictedNicknames, type GivenSettings } from '../akkoma/settings.ts';
import { MalformedAddress, readAddress } from '../database/connection/address.ts';
import type { ActionTier } from '../operations/index.ts';
import { StewardError } from '../text/errors.ts';
import { text } from '../text/text.ts';
import { approvalOverrides, snowflake, votes, waiting } from './approval-settings.ts';

/** The environment is incomplete or malformed. The message names every variable at fault. */
export class Misconfigured extends StewardError {}

const names = z.string().transform((list) => list.split(/[\s,]/).filter((each) => each !== ''));

const snowflakes = names.pipe(z.array(snowflake));

const address = (protocol: RegExp, example: string) =>
  z.url({ protocol, error: `must be an address such as ${example}` });

const databaseUrl = z.string().superRefine((url, context) => {
  try {
    readAddress(url);
  } catch (error) {
    if (!(error instanceof MalformedAddress)) throw error;
    context.addIssue(error.message);
  }
});

const yesOrNo = z.stringbool({ error: 'must be true or false' });

const wholeNumber = z.coerce
  .number({ error: 'must be a number' })
  .int('must be a whole number')
  .min(1, 'must be at least 1');

const limit = z.coerce
  .number({ error: 'must be a number' })
  .int('must be a whole number')
  .min(0, 'must be at least 0 (0: no limit)');

const seconds = z.coerce
  .number({ error: 'must be a number of seconds' })
  .int('must be a whole number of seconds')
  .min(0, 'must not be negative');

const port = wholeNumber.max(65_535, 'must be at most 65535');

const logLevel = z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], {
  error: 'must be trace, debug, info, warn, error, fatal or silent',
});

/** The variables of the console. The URL of the instance has no trailing slash here (behaviour.md 1.1). */
const instanceShape = {
  DATABASE_URL: databaseUrl,
  INSTANCE_URL: address(/^https?$/, 'https://social.example').transform((url) => new URL(url).origin),
  LOG_LEVEL: logLevel.default('info'),
  AKKOMA_FEDERATING: yesOrNo.default(true),
  AKKOMA_ACCOUNT_ACTIVATION_REQUIRED: yesOrNo.default(false),
  AKKOMA_ACCOUNT_APPROVAL_REQUIRED: yesOrNo.default(false),
  AKKOMA_EXTENDED_NICKNAME_FORMAT: yesOrNo.default(true),
  AKKOMA_USER_BIO_LENGTH: wholeNumber.default(5000),
  AKKOMA_USER_NAME_LENGTH: wholeNumber.default(100),
  AKKOMA_RESTRICTED_NICKNAMES: names.default([...defaultRestrictedNicknames]),
  AKKOMA_EMAIL_BLACKLIST: names.default([]),
  AKKOMA_AUTOFOLLOWED_NICKNAMES: names.default([]),
  AKKOMA_AUTOFOLLOWING_NICKNAMES: names.default([]),
  AKKOMA_WELCOME_DIRECT_MESSAGE: yesOrNo.default(false),
  AKKOMA_WELCOME_EMAIL: yesOrNo.default(false),
  AKKOMA_INSTANCE_NAME: z.string().default('Akkoma'),
  AKKOMA_NOTIFY_EMAIL: z.string().default('noreply@example.com'),
  AKKOMA_EXTERNAL_USER_SYNCHRONIZATION: yesOrNo.default(true),
  AKKOMA_CLEANUP_ATTACHMENTS: yesOrNo.optional(),
  AKKOMA_CLEANUP_ATTACHMENTS_DELAY: seconds.default(1_800),
  AKKOMA_EXTERNAL_SEARCH: yesOrNo.optional(),
  AKKOMA_RETRIES_FEDERATOR_OUTGOING: wholeNumber.optional(),
  AKKOMA_RETRIES_SEARCH_INDEXING: wholeNumber.default(2),
  AKKOMA_CHECKED_MIGRATION: wholeNumber.default(0),
  AKKOMA_REFRESH: yesOrNo.default(true),
  BULK_LIMIT: wholeNumber.default(100),
  MODERATION_LOG: yesOrNo.default(false),
  MAIL_PRESETS: z.string().optional(),
  SLOW_QUERY_MS: wholeNumber.default(1_000),
};

const consoleSchema = z.object(instanceShape);

const botShape = {
  ...instanceShape,
  DISCORD_TOKEN: z.string(),
  DISCORD_GUILD_ID: snowflake,
  DISCORD_CHANNEL_IDS: snowflakes.default([]),
  DISCORD_API_URL: address(/^https?$/, 'https://discord.com/api').optional(),
  ADMIN_ROLE_IDS: snowflakes.refine((ids) => ids.length > 0, 'must name at least one role'),
  MODERATOR_ROLE_IDS: snowflakes.default([]),
  AUDIT_CHANNEL_ID: snowflake.optional(),
  DIGEST_CHANNEL_ID: snowflake.optional(),
  REPORTS_CHANNEL_ID: snowflake.optional(),
  SIGNUPS_CHANNEL_ID: snowflake.optional(),
  SIGNUPS_PER_HOUR: limit.default(20),
  APPROVALS_ROUTINE: votes.default(0),
  APPROVALS_SENSITIVE: votes.default(0),
  APPROVALS_DESTRUCTIVE: votes.default(1),
  APPROVER_ROLE_IDS: snowflakes.default([]),
  APPROVERS_MENTIONED: yesOrNo.default(true),
  DESTRUCTIVE_PER_HOUR: limit.default(5),
  VOTE_WITHIN: waiting.prefault('24h'),
  RUN_WITHIN: waiting.prefault('1h'),
  HEALTH_PORT: port.optional(),
  HEALTH_HOST: z.string().default('127.0.0.1'),
};

const botSchema = (operations: Iterable<string>) =>
  z.object({ ...botShape, APPROVAL_OVERRIDES: approvalOverrides(operations).default({}) });

/** The names of all variables that the program reads from its environment. */
export const variables: readonly string[] = Object.keys(botSchema([]).shape);

export type ConsoleConfig = z.infer<typeof consoleSchema>;
export type BotConfig = z.infer<ReturnType<typeof botSchema>>;

/** @throws Misconfigured naming every variable that is missing or malformed. */
export const readConsoleConfig = (environment: NodeJS.ProcessEnv): ConsoleConfig =>
  read(consoleSchema, environment);

/**
 * @param operations the names of all operations, which `APPROVAL_OVERRIDES` may name.
 * @throws Misconfigured naming every variable that is missing or malformed.
 */
export const readBotConfig = (environment: NodeJS.ProcessEnv, operations: Iterable<string>): BotConfig =>
  read(botSchema(operations), environment);

/** Akkoma's settings, under the names that the program uses. */
export const settingsOf = (config: ConsoleConfig): GivenSettings => ({
  federating: config.AKKOMA_FEDERATING,
  accountActivationRequired: config.AKKOMA_ACCOUNT_ACTIVATION_REQUIRED,
  accountApprovalRequired: config.AKKOMA_ACCOUNT_APPROVAL_REQUIRED,
  extendedNicknameFormat: config.AKKOMA_EXTENDED_NICKNAME_FORMAT,
  userBioLength: config.AKKOMA_USER_BIO_LENGTH,
  userNameLength: config.AKKOMA_USER_NAME_LENGTH,
  restrictedNicknames: config.AKKOMA_RESTRICTED_NICKNAMES,
  emailBlacklist: config.AKKOMA_EMAIL_BLACKLIST,
  autofollowedNicknames: config.AKKOMA_AUTOFOLLOWED_NICKNAMES,
  autofollowingNicknames: config.AKKOMA_AUTOFOLLOWING_NICKNAMES,
  welcomeDirectMessage: config.AKKOMA_WELCOME_DIRECT_MESSAGE,
  welcomeEmail: config.AKKOMA_WELCOME_EMAIL,
  instanceName: config.AKKOMA_INSTANCE_NAME,
  notifyEmail: config.AKKOMA_NOTIFY_EMAIL,
  externalUserSynchronization: config.AKKOMA_EXTERNAL_USER_SYNCHRONIZATION,
  cleanupAttachments: config.AKKOMA_CLEANUP_ATTACHMENTS,
  cleanupAttachmentsDelay: config.AKKOMA_CLEANUP_ATTACHMENTS_DELAY,
  externalSearch: config.AKKOMA_EXTERNAL_SEARCH,
  checkedMigration: config.AKKOMA_CHECKED_MIGRATION,
  refresh: config.AKKOMA_REFRESH,
  moderationLog: config.MODERATION_LOG,
  mailPresets: config.MAIL_PRESETS,
  retries: {
    federatorOutgoing: config.AKKOMA_RETRIES_FEDERATOR_OUTGOING,
    searchIndexing: config.AKKOMA_RETRIES_SEARCH_INDEXING,
  },
});

/** The variables that set the approval policy. */
const policyVariables = {
  ADMIN_ROLE_IDS: true,
  MODERATOR_ROLE_IDS: true,
  APPROVALS_ROUTINE: true,
  APPROVALS_SENSITIVE: true,
  APPROVALS_DESTRUCTIVE: true,
  APPROVER_ROLE_IDS: true,
  APPROVERS_MENTIONED: true,
  APPROVAL_OVERRIDES: true,
  DESTRUCTIVE_PER_HOUR: true,
  VOTE_WITHIN: true,
  RUN_WITHIN: true,
  BULK_LIMIT: true,
} as const;

type PolicyConfig = Pick<BotConfig, keyof typeof policyVariables>;

/**
 * Reads the approval policy of the bot from an environment that need not have the other settings of the bot.
 *
 * @returns null if the environment names no role of admins, without which no bot runs.
 * @throws Misconfigured naming every variable of the policy that is malformed.
 */
export function readPolicy(
  environment: NodeJS.ProcessEnv,
  operations: ReadonlyMap<string, { readonly tier: ActionTier }>,
): ApprovalPolicy | null {
  const schema = botSchema(operations.keys()).pick(policyVariables);
  const isThere = givenIn(schema, environment).ADMIN_ROLE_IDS !== undefined;
  return isThere ? policyOf(read(schema, environment), operations) : null;
}

/** The approval policy that the environment sets. */
export function policyOf(
  config: PolicyConfig,
  operations: ReadonlyMap<string, { readonly tier: ActionTier }>,
): ApprovalPolicy {
  const approvers = config.APPROVER_ROLE_IDS.length === 0 ? config.ADMIN_ROLE_IDS : config.APPROVER_ROLE_IDS;
  const rule = (votes: number) => ({
    votes,
    roleIds: approvers,
    voteWithin: config.VOTE_WITHIN,
    runWithin: config.RUN_WITHIN,
  });
  const roles = { adminRoleIds: config.ADMIN_ROLE_IDS, moderatorRoleIds: config.MODERATOR_ROLE_IDS };
  return createPolicy(
    {
      askers: {
        routine: rolesThatMayAsk(roles, 'routine'),
        sensitive: rolesThatMayAsk(roles, 'sensitive'),
        destructive: rolesThatMayAsk(roles, 'destructive'),
      },
      tiers: {
        routine: rule(config.APPROVALS_ROUTINE),
        sensitive: rule(config.APPROVALS_SENSITIVE),
        destructive: rule(config.APPROVALS_DESTRUCTIVE),
      },
      overrides: config.APPROVAL_OVERRIDES,
      bulkLimit: config.BULK_LIMIT,
      destructivePerHour: config.DESTRUCTIVE_PER_HOUR,
      approversMentioned: config.APPROVERS_MENTIONED,
    },
    operations,
  );
}

function read<Schema extends z.ZodObject>(schema: Schema, environment: NodeJS.ProcessEnv): z.infer<Schema> {
  const given = givenIn(schema, environment);
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const faults = new Map(
    parsed.error.issues.map(({ path, message }) => {
      const name = String(path[0]);
      return [name, faultOf(name, message, given)];
    }),
  );
  throw new Misconfigured(
    text`${[[...faults.values()].join('; ')]}. Correct the settings (see .env.example) and try again.`,
  );
}

/** An empty variable counts as missing: `NAME=` in an env file makes one. */
function givenIn({ shape }: z.ZodObject, environment: NodeJS.ProcessEnv): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.keys(shape).flatMap((name) => {
      const value = environment[name]?.trim();
      return value === undefined || value === '' ? [] : [[name, value]];
    }),
  );
}

const faultOf = (name: string, message: string, given: object): string =>
  name in given ? `${name} ${message}` : `${name} is missing`;

/** The result of parsing an environment that may be incomplete or malformed. */
export interface ConfigReport {
  /** The valid settings. */
  readonly settings: Partial<BotConfig>;
  /** One message for each variable at fault, which begins with its name. No value is repeated. */
  readonly faults: readonly string[];
  /** Whether no variable of the bot alone is set: then those are not reported as missing. */
  readonly isConsoleOnly: boolean;
}

/** Parses the settings that are valid and reports the others, for commands that must work with a broken environment. */
export function reportConfig(environment: NodeJS.ProcessEnv, operations: Iterable<string>): ConfigReport {
  const whole = botSchema(operations);
  const given = givenIn(whole, environment);
  const isConsoleOnly = Object.keys(given).every((name) => name in instanceShape);
  const { shape } = isConsoleOnly ? consoleSchema : whole;
  const settings: Record<string, unknown> = {};
  const faults: string[] = [];
  for (const [name, schema] of Object.entries(shape)) {
    const parsed = schema.safeParse(given[name]);
    if (parsed.success) settings[name] = parsed.data;
    else faults.push(faultOf(name, parsed.error.issues[0]?.message ?? '', given));
  }
  return { settings: settings as ConfigReport['settings'], faults, isConsoleOnly };
}
