import { z } from 'zod';
import type { Caller } from '../../src/actions/index.ts';
import { type Text, text } from '../../src/text.ts';

/** Somebody of the Discord server, by mention or id; without one, whoever asks. */
export const person = (description: string) =>
  z
    .string()
    .overwrite((typed) => typed.trim().replace(/^<@!?(\d+)>$/, '$1'))
    .regex(/^\d{17,20}$/, 'must be a mention or a Discord id, 17 to 20 digits')
    .optional()
    .meta({ description });

/** The arguments with the caller where nobody was named; in a terminal nobody is called by a Discord id. */
export const withCaller = <Args extends { readonly person?: string | undefined }>(
  args: Args,
  { id, source }: Caller,
): Args => (args.person === undefined && source === 'discord' ? { ...args, person: id } : args);

/** A person by name and id; by the id alone where no name is known. */
export const personOf = ({ name, person: id }: { readonly name: string; readonly person: string }): Text =>
  name === id ? text`${id}` : text`${name} (${id})`;
