import type { APIGuildMember, APIRole } from 'discord-api-types/v10';
import type { DiscordSandbox, SandboxGuild } from '../discord/sandbox.ts';
import { bellAvatar, initialAvatar } from './avatar.ts';
import type { PeopleView, PersonView, RoleView } from './wire.ts';

/** Degrees; steps of the golden angle keep neighbours apart however many there are. */
const GOLDEN_ANGLE = 137.5;
const FIRST_HUE = 210;

/** The people of the guild, bots left out, with all that is needed to draw them. */
export function describePeople(sandbox: DiscordSandbox, run: string): PeopleView {
  return {
    run,
    guild: sandbox.guild.name,
    people: sandbox.guild.members
      .filter((member) => !member.user.bot)
      .map((member, index) =>
        describePerson(sandbox.guild, member, (FIRST_HUE + index * GOLDEN_ANGLE) % 360),
      ),
    roles: describeRoles(sandbox.guild),
    channels: Object.values(sandbox.guild.channels).map(({ id, name }) => ({ id, name })),
    botAvatar: bellAvatar,
  };
}

const describeRoles = ({ roles: { admin, moderator } }: SandboxGuild): RoleView[] => [
  describeRole(admin, '#f2789f'),
  describeRole(moderator, '#4fc38a'),
];

function describePerson(guild: SandboxGuild, member: APIGuildMember, hue: number): PersonView {
  const displayName = member.nick ?? member.user.global_name ?? member.user.username;
  const role = describeRoles(guild).find(({ id }) => member.roles.includes(id));
  return {
    id: member.user.id,
    name: member.user.username,
    displayName,
    role: role?.name,
    colour: role?.colour,
    avatar: initialAvatar(displayName, hue),
  };
}

/** A role's own colour; the guild's roles may have none, and then the page gives them one. */
function describeRole({ id, name, colors: { primary_color: own } }: APIRole, otherwise: string): RoleView {
  return { id, name, colour: own === 0 ? otherwise : `#${own.toString(16).padStart(6, '0')}` };
}
