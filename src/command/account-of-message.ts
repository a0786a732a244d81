import { findActionOfMessage, type ShownMessage } from '../actions/index.ts';
import { readAccountSummary } from '../akkoma/lookup/account-summary.ts';
import { findUserIfThere } from '../akkoma/lookup/find-user.ts';
import type { ReadContext } from '../operations/index.ts';
import { NotFound } from '../text/errors.ts';
import { text } from '../text/text.ts';
import { accountIn } from './target-account.ts';

/**
 * Returns the nickname of the account that a message of Steward's is about.
 *
 * @throws NotFound where the message shows no action, or one that is about no single account.
 */
export async function accountOfMessage(
  { em, instance }: Pick<ReadContext, 'em' | 'instance'>,
  message: ShownMessage,
): Promise<string> {
  const plan = await findActionOfMessage(em, message);
  if (plan === null) throw new NotFound(text`This message shows no action of Steward.`);
  const which = accountIn(plan.facts);
  const nickname =
    which === null
      ? (await findUserIfThere(em, instance, plan.target))?.nickname
      : (await readAccountSummary(em, instance, which))?.nickname;
  if (nickname == null) throw new NotFound(text`The action of this message is not about a single account.`);
  return nickname;
}
