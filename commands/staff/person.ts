import { z } from 'zod';
import type { Caller } from '../../src/actions/index.ts';
import { type Text, text } from '../../src/text/text.ts';

const mentioned = () =>
  z
    .string()
    .overwrite((typed) => typed.trim().replace(/^<@!?(\d+)>$/, '$1'))
    .regex(/^\d{17,20}$/, 'must be a mention or a Discord id, 17 to 20 digits');

/** Somebody of the Discord server, by mention or id; without one, whoever asks. */
export const person = (description: string) => mentioned().optional().meta({ description });

/** Somebody of the Discord server, by mention or id, who must be named. */
export const someone = (description: string) => mentioned().meta({ description, suggest: 'person' });

/** The arguments with the caller where nobody was named; in a terminal nobody is called by a Discord id. */
export const withCaller = <Args extends { readonly person?: string | undefined }>(
  args: Args,
  { id, source }: Caller,
): Args => (args.person === undefined && source === 'discord' ? { ...args, person: id } : args);

/** A person by name and id; by the id alone where no name is known. */
export const personOf = ({ name, person: id }: { readonly name: string; readonly person: string }): Text =>
  name === id ? text`${id}` : text`${name} (${id})`;
