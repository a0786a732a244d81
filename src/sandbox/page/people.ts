import type { APIGuildMember, APIRole } from 'discord-api-types/v10';
import type { DiscordSandbox, SandboxGuild } from '../discord/sandbox.ts';
import { bellAvatar, initialAvatar } from './avatar.ts';
import type { PeopleView, PersonView } from './wire.ts';

/** Degrees; steps of the golden angle keep neighbours apart however many there are. */
const GOLDEN_ANGLE = 137.5;
const FIRST_HUE = 210;

/** The people of the guild, bots left out, with all that is needed to draw them. */
export function describePeople(sandbox: DiscordSandbox): PeopleView {
  return {
    guild: sandbox.guild.name,
    people: sandbox.guild.members
      .filter((member) => !member.user.bot)
      .map((member, index) =>
        describePerson(sandbox.guild, member, (FIRST_HUE + index * GOLDEN_ANGLE) % 360),
      ),
    botAvatar: bellAvatar,
  };
}

function describePerson({ roles }: SandboxGuild, member: APIGuildMember, hue: number): PersonView {
  const displayName = member.nick ?? member.user.global_name ?? member.user.username;
  const [role, colour] = member.roles.includes(roles.admin.id)
    ? [roles.admin, '#f2789f']
    : member.roles.includes(roles.moderator.id)
      ? [roles.moderator, '#4fc38a']
      : [undefined, undefined];
  return {
    id: member.user.id,
    name: member.user.username,
    displayName,
    role: role?.name,
    colour: role && (colourOf(role) ?? colour),
    avatar: initialAvatar(displayName, hue),
  };
}

/** A role's own colour; the guild's roles may have none, and then the page gives them one. */
function colourOf({ colors }: APIRole): string | undefined {
  return colors.primary_color === 0 ? undefined : `#${colors.primary_color.toString(16).padStart(6, '0')}`;
}
