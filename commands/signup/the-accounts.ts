import { findTargets } from '../../src/akkoma/lookup/find-targets.ts';
import { accounts, type CommandContext } from '../../src/command/index.ts';

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
