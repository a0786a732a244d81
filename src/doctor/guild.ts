import { PermissionsBitField, Routes } from 'discord.js';
import { z } from 'zod';
import { joinTexts, type Text, text } from '../text/text.ts';
import { defineCheck, failed, ok, warning } from './check.ts';
import { type Channel, channel, guild as guildWords, isDenied } from './discord-words.ts';
import { invitedPermissions } from './permissions.ts';

export const guild = defineCheck({
  name: 'Server',
  needs: ['rest', 'me', 'DISCORD_GUILD_ID'],
  gives: ['guild'],
  look: async ({ rest, me, DISCORD_GUILD_ID: id }) => {
    try {
      const found = guildWords.parse(await rest.get(Routes.guild(id)));
      return ok(text`The bot is in ${found.name}.`, { guild: found });
    } catch (error) {
      if (!isDenied(error)) throw error;
      const toInvite = PermissionsBitField.resolve([...invitedPermissions]);
      const invite = `https://discord.com/oauth2/authorize?client_id=${me.id}&scope=bot+applications.commands&permissions=${toInvite}`;
      return failed(
        text`The bot is not in the server ${id}.`,
        text`Correct DISCORD_GUILD_ID, or invite the bot: ${invite}`,
      );
    }
  },
});

/** The variables that name a channel for one purpose. */
const ownChannels = [
  'AUDIT_CHANNEL_ID',
  'DIGEST_CHANNEL_ID',
  'REPORTS_CHANNEL_ID',
  'SIGNUPS_CHANNEL_ID',
] as const;

export const channels = defineCheck({
  name: 'Channels',
  needs: ['rest', 'guild', 'DISCORD_CHANNEL_IDS'],
  gives: ['channels'],
  look: async ({ rest, guild: { id }, DISCORD_CHANNEL_IDS: answering, ...facts }) => {
    const there = z.array(channel).parse(await rest.get(Routes.guildChannels(id)));
    const named = [
      ...answering.map((each) => ({ id: each, variable: 'DISCORD_CHANNEL_IDS' })),
      ...ownChannels.flatMap((variable) => {
        const { [variable]: given } = facts;
        return given === undefined ? [] : [{ id: given, variable }];
      }),
    ];
    const found: Channel[] = [];
    const lacking: Text[] = [];
    for (const each of named) {
      const known = there.find((one) => one.id === each.id) ?? (await threadIn(id, each.id));
      if (known === null) lacking.push(text`${each.id} (${each.variable})`);
      else found.push(known);
    }
    // A channel may have several purposes.
    const gives = { channels: [...new Map(found.map((each) => [each.id, each])).values()] };
    if (lacking.length > 0) {
      return failed(
        text`Not in the server, or not visible to the bot: ${joinTexts(lacking, ', ')}.`,
        text`Copy the ids again: turn on Developer Mode in Discord, and right-click the channels.`,
        gives,
      );
    }
    return ok(
      answering.length === 0
        ? text`The bot answers in every channel that it can see.`
        : text`The bot answers in ${names(found.filter((one) => answering.includes(one.id)))}.`,
      gives,
    );

    /** Discord's list of a server's channels does not include threads. */
    async function threadIn(guildId: string, channelId: string): Promise<Channel | null> {
      try {
        const thread = channel.parse(await rest.get(Routes.channel(channelId)));
        return thread.guild_id === guildId ? thread : null;
      } catch (error) {
        if (isDenied(error)) return null;
        throw error;
      }
    }
  },
});

const names = (found: readonly Channel[]): Text =>
  joinTexts(
    found.map(({ name, id }) => text`#${name ?? id}`),
    ', ',
  );

export const roles = defineCheck({
  name: 'Roles',
  needs: ['guild', 'ADMIN_ROLE_IDS', 'MODERATOR_ROLE_IDS', 'APPROVER_ROLE_IDS'],
  look: async (facts) => {
    const { guild: server, APPROVAL_OVERRIDES: overrides } = facts;
    const named = [
      ...(['ADMIN_ROLE_IDS', 'MODERATOR_ROLE_IDS', 'APPROVER_ROLE_IDS'] as const).flatMap((variable) =>
        facts[variable].map((id) => ({ id, variable: variable as string })),
      ),
      ...Object.values(overrides ?? {})
        .flatMap((override) => override?.roleIds ?? [])
        .map((id) => ({ id, variable: 'APPROVAL_OVERRIDES' })),
    ];
    const lacking: Text[] = [];
    const dubious: Text[] = [];
    for (const { id, variable } of named) {
      const role = server.roles.find((each) => each.id === id);
      if (role === undefined) lacking.push(text`${id} (${variable})`);
      else if (id === server.id) dubious.push(text`${variable} contains @everyone`);
      else if (role.managed)
        dubious.push(text`${variable} contains ${role.name}, which Discord or an app assigns`);
    }
    if (lacking.length > 0) {
      return failed(
        text`Not in the server: ${joinTexts(lacking, ', ')}.`,
        text`Copy the ids again from Server Settings → Roles: nobody can have a role that does not exist.`,
      );
    }
    if (dubious.length > 0) {
      return warning(
        text`${joinTexts(dubious, '; ')}.`,
        text`Use roles that only the instance's staff has, and that a person assigns.`,
      );
    }
    return ok(text`All roles are in the server (${new Set(named.map(({ id }) => id)).size}).`);
  },
});
