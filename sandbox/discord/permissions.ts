import {
  type APIGuildMember,
  type APIOverwrite,
  type APIRole,
  OverwriteType,
  PermissionFlagsBits,
} from 'discord-api-types/v10';

const EVERYTHING = Object.values(PermissionFlagsBits).reduce((all, bit) => all | bit, 0n);

/**
 * Returns the permissions of a member: in the guild, or in a channel when its overwrites are given.
 *
 * @param everyone the id of the guild, which is also the id of its `@everyone` role
 * @see https://discord.com/developers/docs/topics/permissions#permission-overwrites
 */
export function permissionsOf(
  member: APIGuildMember,
  roles: readonly APIRole[],
  everyone: string,
  overwrites: readonly APIOverwrite[] = [],
): bigint {
  const held = new Set([everyone, ...member.roles]);
  const base = roles
    .filter(({ id }) => held.has(id))
    .reduce((all, { permissions }) => all | BigInt(permissions), 0n);
  if ((base & PermissionFlagsBits.Administrator) !== 0n) {
    return EVERYTHING;
  }
  const ofRoles = overwrites.filter(({ type }) => type === OverwriteType.Role);
  const steps = [
    ofRoles.filter(({ id }) => id === everyone),
    ofRoles.filter(({ id }) => id !== everyone && held.has(id)),
    overwrites.filter(({ id, type }) => type === OverwriteType.Member && id === member.user.id),
  ];
  return steps.reduce((permissions, step) => {
    const deny = step.reduce((all, overwrite) => all | BigInt(overwrite.deny), 0n);
    const allow = step.reduce((all, overwrite) => all | BigInt(overwrite.allow), 0n);
    return (permissions & ~deny) | allow;
  }, base);
}
