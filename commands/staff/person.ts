import { z } from 'zod';
import type { Caller } from '../../src/actions/index.ts';
import { person as someone, type Text } from '../../src/text/text.ts';

const mentioned = () =>
  z
    .string()
    .overwrite((typed) => typed.trim().replace(/^<@!?(\d+)>$/, '$1'))
    .regex(/^\d{17,20}$/, 'use a mention or a Discord id of 17 to 20 digits');

const inTerminal = 'Discord id of the member, 17 to 20 digits';

/** A member of the Discord server, by mention or id. It is optional and defaults to the caller, see `withCaller`. */
export const person = (description: string) => mentioned().optional().meta({ description, inTerminal });

/** A member of the Discord server, by mention or id. It is required. */
export const requiredPerson = (description: string) =>
  mentioned().meta({ description, inTerminal, suggest: 'person' });

/** Fills in the caller if no person was named. In a terminal it does not: there the caller has no Discord id. */
export const withCaller = <Args extends { readonly person?: string | undefined }>(
  args: Args,
  { id, source }: Caller,
): Args => (args.person === undefined && source === 'discord' ? { ...args, person: id } : args);

/** Shows a member: as a mention in Discord, and in a terminal by name and id, or by the id alone if no name is known. */
export const personOf = ({ name, person: id }: { readonly name: string; readonly person: string }): Text =>
  someone(id, name === id ? id : `${name} (${id})`);
