import { z } from 'zod';
import { findMember } from '../../src/actions/index.ts';
import type { CommandContext } from '../../src/command/index.ts';
import { NotFound, Refused } from '../../src/text/errors.ts';
import { person as someone, type Text, text } from '../../src/text/text.ts';

export const ownerOfAccount = 'Owner of the account; you if not given';
export const ownerInTerminal = 'Owner of the account: a name or an id';

/** The name of a person in Discord at the time of the command, which `withMember` adds. Nobody types it. */
export const memberName = z.string().optional().meta({ description: 'Name of the member', offered: false });

interface MemberArgs {
  readonly person?: string | undefined;
}

/** Replaces the name of a member by their id. */
export const withMemberId = async <Args extends { readonly person: string }>(
  args: Args,
  { em }: Pick<CommandContext, 'em'>,
): Promise<Args> => ({ ...args, person: await findMember(em, args.person) });

/**
 * Replaces the name of a member by their id, and fills in the caller if no person was named. In a terminal it does not:
 * there the caller has no Discord id.
 */
export async function withCaller<Args extends MemberArgs>(
  args: Args,
  { em, caller: { id, source } }: Pick<CommandContext, 'em' | 'caller'>,
): Promise<Args> {
  if (args.person !== undefined) return { ...args, person: await findMember(em, args.person) };
  return source === 'discord' ? { ...args, person: id } : args;
}

/** As `withCaller`, and adds the name that Discord has for them now. Without an answer of Discord, there is none. */
export async function withMember<Args extends MemberArgs & { readonly name?: string | undefined }>(
  args: Args,
  context: Pick<CommandContext, 'em' | 'caller' | 'members'>,
): Promise<Args> {
  const named = await withCaller(args, context);
  if (named.person === undefined) return named;
  const member = await context.members.find(named.person).catch(() => null);
  return { ...named, name: member?.name };
}

/** Shows a member: as a mention in Discord, and in a terminal by name and id, or by the id alone if no name is known. */
export const personOf = ({ name, person: id }: { readonly name: string; readonly person: string }): Text =>
  someone(id, name === id ? id : `${name} (${id})`);

/**
 * Checks that a person is a member of the Discord server, and no bot. In a terminal, where Discord cannot be asked, and
 * while Discord does not answer, nothing is checked: this only prevents mistakes.
 *
 * @returns a warning where none of their roles may use Steward.
 * @throws NotFound, Refused
 */
export async function checkMember(
  { person: id }: { readonly person?: string | undefined },
  { caller, members, policy }: Pick<CommandContext, 'caller' | 'members' | 'policy'>,
): Promise<readonly Text[]> {
  if (id === undefined || caller.source !== 'discord') return [];
  const member = await members.find(id).catch(() => undefined);
  if (member === undefined) return [];
  if (member === null) {
    throw new NotFound(text`No member of this server has the id ${id}. Choose a member of the server.`);
  }
  if (member.isBot) throw new Refused(text`${member.name} is a bot. Bots cannot use Steward.`);
  const { askers, tiers, overrides } = policy;
  const known = [
    ...Object.values(askers).flat(),
    ...[...Object.values(tiers), ...Object.values(overrides)].flatMap((rule) => rule?.roleIds ?? []),
  ];
  return member.roles.some((role) => known.includes(role))
    ? []
    : [text`${member.name} has no role that may use Steward.`];
}
