import { z } from 'zod';
import type { Caller } from '../../src/actions/index.ts';
import type { CommandContext } from '../../src/command/index.ts';
import { NotFound, Refused } from '../../src/text/errors.ts';
import { person as someone, type Text, text } from '../../src/text/text.ts';

const mentioned = () =>
  z
    .string()
    .overwrite((typed) => typed.trim().replace(/^<@!?(\d+)>$/, '$1'))
    .refine((id) => /^\d{17,20}$/.test(id), {
      error: 'use a mention or a Discord id of 17 to 20 digits',
      params: { inTerminal: 'use a Discord id of 17 to 20 digits' },
    });

const inTerminal = 'Discord id of the member, 17 to 20 digits';

/** A member of the Discord server, by mention or id. It is optional and defaults to the caller, see `withCaller`. */
export const person = (description: string) =>
  mentioned().optional().meta({ description, inTerminal, shown: 'person' });

/** A member of the Discord server, by mention or id. It is required. */
export const requiredPerson = (description: string) =>
  mentioned().meta({ description, inTerminal, suggest: 'person', shown: 'person' });

/** Fills in the caller if no person was named. In a terminal it does not: there the caller has no Discord id. */
export const withCaller = <Args extends { readonly person?: string | undefined }>(
  args: Args,
  { caller: { id, source } }: { readonly caller: Caller },
): Args => (args.person === undefined && source === 'discord' ? { ...args, person: id } : args);

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
    throw new NotFound(
      text`No member of this server has the id ${id}. Mention a member, or choose a suggestion.`,
    );
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
