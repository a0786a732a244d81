import type { APIGuildMember, APIRole } from 'discord-api-types/v10';
import type { DiscordSandbox, SandboxGuild } from '../discord/sandbox.ts';
import { bellAvatar, initialAvatar } from './avatar.ts';
import type { PeopleView, PersonView } from './wire.ts';

/** The people of the guild, bots left out, with all that is needed to draw them. */
export function describePeople(sandbox: DiscordSandbox): PeopleView {
  return {
    guild: sandbox.guild.name,
    people: sandbox.guild.members
      .filter((member) => !member.user.bot)
      .map((member) => describePerson(sandbox.guild, member)),
    botAvatar: bellAvatar,
  };
}

function describePerson(guild: SandboxGuild, member: APIGuildMember): PersonView {
  const role = [guild.roles.admin, guild.roles.moderator].find(({ id }) => member.roles.includes(id));
  const displayName = member.nick ?? member.user.global_name ?? member.user.username;
  return {
    id: member.user.id,
    name: member.user.username,
    displayName,
    role: role?.name,
    colour: role && colourOf(role),
    avatar: initialAvatar(displayName),
  };
}

function colourOf(role: APIRole): string | undefined {
  const colour = role.colors.primary_color || role.color;
  return colour === 0 ? undefined : `#${colour.toString(16).padStart(6, '0')}`;
}
