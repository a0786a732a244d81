import type { APIGuildMember, APIRole } from 'discord-api-types/v10';
import type { DiscordSandbox, SandboxGuild } from '../discord/sandbox.ts';
import { bellAvatar, initialAvatar } from './avatar.ts';
import type { PeopleView, PersonView, RoleView } from './wire.ts';

/** In degrees. Steps of the golden angle give neighbours distinct hues, for any number of people. */
const GOLDEN_ANGLE = 137.5;
const FIRST_HUE = 210;

/** Returns the people of the guild, without bots, and the roles and channels, as the page draws them. */
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
  describeRole(admin, 'light-dark(#ad2055, #ffa6bf)'),
  describeRole(moderator, 'light-dark(#0a6938, #5acb95)'),
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

/** Returns a role with its own colour or, if it has none, with the colour `otherwise`. */
function describeRole({ id, name, colors: { primary_color: own } }: APIRole, otherwise: string): RoleView {
  return { id, name, colour: own === 0 ? otherwise : `#${own.toString(16).padStart(6, '0')}` };
}
