import { OverwriteType, PermissionFlagsBits, PermissionsBitField, Routes } from 'discord.js';
import { joinTexts, type Text, text } from '../text/text.ts';
import { defineCheck, failed, ok, warning } from './check.ts';
import { type Channel, type Guild, member as memberWords } from './discord-words.ts';

/** Without these the bot cannot show the cards. */
const neededPermissions = ['ViewChannel', 'SendMessages', 'EmbedLinks', 'ReadMessageHistory'] as const;

/** Without it the bot cannot post the picture of the digest to its channel. */
const forDigest = 'AttachFiles';

/** Without it the bot cannot show the cards of the threads. */
const inThreads = 'SendMessagesInThreads';

/** The permissions that the address for the invitation asks for. */
export const invitedPermissions = [...neededPermissions, inThreads] as const;

export const permissions = defineCheck({
  name: 'Permissions',
  needs: ['rest', 'me', 'guild', 'channels', 'DISCORD_CHANNEL_IDS'],
  look: async ({
    rest,
    me,
    guild,
    channels,
    DISCORD_CHANNEL_IDS: answering,
    DIGEST_CHANNEL_ID: digest,
    APPROVERS_MENTIONED: mentions,
    APPROVER_ROLE_IDS: approvers,
    ADMIN_ROLE_IDS: admins,
  }) => {
    const { roles } = memberWords.parse(await rest.get(Routes.guildMember(guild.id, me.id)));
    const held = new Set([guild.id, ...roles]);
    const everywhere = permissionsIn(guild, held, me.id, []);
    const lacking: Text[] = [];
    const withoutThreads: Text[] = [];
    for (const { id, name, permission_overwrites: overwrites } of channels) {
      if (overwrites === undefined) continue;
      const here = permissionsIn(guild, held, me.id, overwrites);
      const missing = here.missing([...neededPermissions, ...(id === digest ? ([forDigest] as const) : [])]);
      if (answering.includes(id) && !here.has(inThreads)) withoutThreads.push(text`#${name ?? id}`);
      if (missing.length > 0) lacking.push(text`${wordsFor(missing)} in #${name ?? id}`);
    }
    // Without a list of channels, the bot answers in all that it sees, and some may be hidden from it on purpose. So
    // its permissions in the server are checked then.
    const missing = answering.length === 0 ? everywhere.missing([...neededPermissions]) : [];
    if (missing.length > 0) lacking.push(text`${wordsFor(missing)} in the server`);
    if (answering.length === 0 && !everywhere.has(inThreads)) withoutThreads.push(text`the server`);
    if (lacking.length > 0) {
      return failed(
        text`The bot lacks ${joinTexts(lacking, '; ')}.`,
        text`Allow these permissions in the channel's settings, under Permissions: the bot cannot show cards without them.`,
      );
    }
    if (withoutThreads.length > 0) {
      return warning(
        text`The bot lacks ${wordsFor([inThreads])} in ${joinTexts(withoutThreads, ', ')}.`,
        text`Allow this permission in the channel's settings, under Permissions: the bot cannot show cards in threads without it.`,
      );
    }
    const rung = approvers === undefined || approvers.length === 0 ? admins : approvers;
    const silent = guild.roles.filter(({ id, mentionable }) => rung?.includes(id) === true && !mentionable);
    if (mentions === true && silent.length > 0 && !everywhere.has('MentionEveryone')) {
      return warning(
        text`Mentions of ${joinTexts(
          silent.map(({ name }) => text`@${name}`),
          ', ',
        )} notify nobody.`,
        text`Allow anyone to mention these roles, or give the bot the permission "Mention @everyone, @here, and All Roles".`,
      );
    }
    return ok(text`The bot has the permissions that it needs in its channels.`);
  },
});

/** The name in Discord's settings, such as "View Channel" for ViewChannel. */
const wordsFor = (missing: readonly string[]): string =>
  missing.map((each) => each.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').replace(' In ', ' in ')).join(', ');

/**
 * The bot's permissions in a channel with these overwrites.
 *
 * @see https://discord.com/developers/docs/topics/permissions#permission-overwrites
 */
function permissionsIn(
  { id: everyone, roles }: Guild,
  held: ReadonlySet<string>,
  botId: string,
  overwrites: NonNullable<Channel['permission_overwrites']>,
): Readonly<PermissionsBitField> {
  const base = new PermissionsBitField(
    roles.filter(({ id }) => held.has(id)).map(({ permissions: granted }) => BigInt(granted)),
  );
  if (base.has(PermissionFlagsBits.Administrator)) return new PermissionsBitField(PermissionsBitField.All);
  const ofRoles = overwrites.filter(({ type }) => type === OverwriteType.Role);
  const steps = [
    ofRoles.filter(({ id }) => id === everyone),
    ofRoles.filter(({ id }) => id !== everyone && held.has(id)),
    overwrites.filter(({ id, type }) => type === OverwriteType.Member && id === botId),
  ];
  for (const step of steps) {
    base.remove(step.map(({ deny }) => BigInt(deny))).add(step.map(({ allow }) => BigInt(allow)));
  }
  return base;
}
