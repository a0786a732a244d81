import { findTargets } from '../../src/akkoma/lookup/find-targets.ts';
import { accounts, type CommandContext } from '../../src/command/index.ts';
import { plural } from '../../src/text/plural.ts';
import { type Text, text } from '../../src/text/text.ts';

/** The argument of every command on accounts that await approval. */
export const theAccounts = { accounts: accounts('Nicknames of accounts that await approval', 'signUp') };

/**
 * Replaces the names of accounts by their nicknames, each once, in alphabetical order, so that two lists of the same
 * accounts are the same request.
 *
 * @throws NotFound, Conflict, Refused as `findTargets`.
 */
export const completeAccounts = async <Args extends { readonly accounts: readonly string[] }>(
  args: Args,
  { em, instance }: Pick<CommandContext, 'em' | 'instance'>,
): Promise<Args> => {
  const users = await findTargets(em, instance, args.accounts);
  return { ...args, accounts: users.map(({ nickname, apId }) => nickname ?? apId).toSorted() };
};

/** How many names a sentence lists. */
const mostNamed = 5;

/** Lists names in a sentence; of many, the first, and how many more there are. */
export function listed(names: readonly string[]): Text {
  const more = names.length - mostNamed;
  const first = names.slice(0, mostNamed).join(', ');
  return more > 0 ? text`${first} and ${more} ${[plural(more, 'other', 'others')]}` : text`${first}`;
}
