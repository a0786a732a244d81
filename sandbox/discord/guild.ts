import {
  type APIGuildMember,
  type APIOverwrite,
  type APIRole,
  type APITextChannel,
  type APIThreadChannel,
  type APIUser,
  ChannelType,
  OverwriteType,
  PermissionFlagsBits,
} from 'discord-api-types/v10';
import { permissionsOf } from './permissions.ts';
import type { SandboxGuild, SandboxRole } from './sandbox.ts';
import { createThreads } from './threads.ts';

/** Widened to `number`, because the enums of flags have no member for 0. */
const NO_FLAGS: number = 0;
const FOUNDED = '2024-02-29T12:00:00.000000+00:00';
const GUILD_ID = '1212740923873198131';
/** The id of the application, which is also the id of its bot user. */
const APPLICATION_ID = '1212745021418635324';
/** The id of the first person of `further`. The next ones count up from it. */
const FIRST_FURTHER = 1_199_000_000_000_000_000n;

/** The only guild of the sandbox, with its members and the bot. */
export interface Guild extends SandboxGuild {
  readonly bot: APIUser;
  readonly botMember: APIGuildMember;
  readonly allRoles: readonly APIRole[];
  readonly allChannels: readonly APITextChannel[];
  /** Discord lists them apart from the channels. */
  readonly threads: readonly APIThreadChannel[];
  /** All present and former members. Discord still knows former members as users. */
  readonly knownUsers: readonly APIUser[];
  /** Removes a member from `members`. */
  dismiss(member: APIGuildMember): void;
  /** Allows or denies the bot to see a channel and to write in it. */
  admitBot(channel: APITextChannel, admitted: boolean): void;
  /** Returns the permissions of a member in the guild, in one of its channels, or in a thread, which has its channel's. */
  permissions(member: APIGuildMember, channelId?: string): bigint;
}

/**
 * Creates the guild.
 *
 * @param closed the names of the channels that the bot can neither see nor write in
 * @param further the roles of additional people, by name; null for no role
 * @see https://discord.com/developers/docs/resources/guild#guild-object
 */
export function createGuild(
  closed: readonly string[],
  further: Readonly<Record<string, SandboxRole | null>> = {},
): Guild {
  const flags = PermissionFlagsBits;
  const everyone = createRole(
    GUILD_ID,
    '@everyone',
    0,
    flags.ViewChannel |
      flags.SendMessages |
      flags.SendMessagesInThreads |
      flags.ReadMessageHistory |
      flags.UseApplicationCommands,
  );
  // Members may mention this role, as the installation page advises for the roles of approvers.
  const admin = {
    ...createRole('1212741318276186163', 'Admin', 3, flags.Administrator),
    mentionable: true,
  };
  const moderator = createRole(
    '1212741440632594482',
    'Moderator',
    2,
    flags.KickMembers | flags.ManageMessages | flags.ModerateMembers,
  );
  const integration: APIRole = {
    ...createRole(
      '1212745362830888991',
      'Steward',
      1,
      flags.ViewChannel | flags.SendMessages | flags.EmbedLinks | flags.AttachFiles,
    ),
    managed: true,
    tags: { bot_id: APPLICATION_ID },
  };
  const moderation = createChannel('1212742011674640405', 'moderation', 0);
  const audit = createChannel('1212742078036512798', 'audit', 1);
  const reports = createChannel('1212742151994593280', 'reports', 2);
  const signUps = createChannel('1212742209796382730', 'sign-ups', 3);
  const shut: APIOverwrite = {
    id: APPLICATION_ID,
    type: OverwriteType.Member,
    allow: '0',
    deny: String(flags.ViewChannel | flags.SendMessages),
  };
  function admitBot(channel: APITextChannel, admitted: boolean): void {
    channel.permission_overwrites = admitted ? [] : [shut];
  }
  for (const channel of [moderation, audit, reports, signUps]) {
    admitBot(channel, !closed.includes(channel.name));
  }
  const bot: APIUser = { ...createUser(APPLICATION_ID, 'Steward', null), bot: true, discriminator: '4242' };
  const botMember = createMember(bot, [integration.id]);
  const members = [
    createMember(createUser('1084413502188232704', 'ada', 'Ada'), [admin.id]),
    createMember(createUser('1091882674160291871', 'ivan', 'Ivan'), [admin.id]),
    createMember(createUser('1097265410936844339', 'grace', 'Grace'), [admin.id]),
    createMember(createUser('1103571249857675304', 'mo', 'Mo'), [moderator.id]),
    createMember(createUser('1118820463379501096', 'noor', 'Noor'), [moderator.id]),
    createMember(createUser('1154310586229592165', 'eve', 'Eve'), []),
    createMember(
      createUser('1198264775311290378', 'mallory', `@everyone **_\`<@&${admin.id}>\u202Egnp.exe`),
      [],
    ),
    ...Object.entries(further).map(([name, role], index) =>
      createMember(
        createUser(String(FIRST_FURTHER + BigInt(index)), name, name),
        role === null ? [] : [{ admin, moderator }[role].id],
      ),
    ),
  ];
  const knownUsers = [...members, botMember].map(({ user }) => user);
  const allRoles = [everyone, integration, moderator, admin];
  const allChannels = [moderation, audit, reports, signUps];
  const threads = createThreads(moderation, audit);
  return {
    id: GUILD_ID,
    name: 'Social Test',
    roles: { admin, moderator, everyone },
    channels: { moderation, audit, reports, signUps },
    members,
    bot,
    botMember,
    allRoles,
    allChannels,
    threads,
    knownUsers,
    dismiss(member) {
      members.splice(members.indexOf(member), 1);
    },
    admitBot,
    permissions(member, channelId) {
      const parentId = threads.find(({ id }) => id === channelId)?.parent_id;
      const channel = allChannels.find(({ id }) => id === (parentId ?? channelId));
      return permissionsOf(member, allRoles, GUILD_ID, channel?.permission_overwrites);
    },
  };
}

function createRole(id: string, name: string, position: number, permissions: bigint): APIRole {
  return {
    id,
    name,
    color: 0,
    colors: { primary_color: 0, secondary_color: null, tertiary_color: null },
    hoist: false,
    icon: null,
    unicode_emoji: null,
    position,
    permissions: String(permissions),
    managed: false,
    mentionable: false,
    flags: NO_FLAGS,
  };
}

function createChannel(id: string, name: string, position: number): APITextChannel {
  return {
    id,
    type: ChannelType.GuildText,
    guild_id: GUILD_ID,
    name,
    position,
    permission_overwrites: [],
    parent_id: null,
    nsfw: false,
    topic: null,
    last_message_id: null,
    rate_limit_per_user: 0,
  };
}

function createUser(id: string, username: string, globalName: string | null): APIUser {
  return {
    id,
    username,
    discriminator: '0',
    global_name: globalName,
    avatar: null,
    banner: null,
    accent_color: null,
    public_flags: NO_FLAGS,
  };
}

function createMember(user: APIUser, roles: string[]): APIGuildMember {
  return {
    user,
    nick: null,
    avatar: null,
    banner: null,
    roles,
    joined_at: FOUNDED,
    premium_since: null,
    deaf: false,
    mute: false,
    flags: NO_FLAGS,
    pending: false,
    communication_disabled_until: null,
  };
}
