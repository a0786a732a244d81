import { readEnding } from '../../../src/actions/index.ts';
import type { Operation } from '../../../src/operations/index.ts';
import type { Json } from '../../../src/text/reply.ts';
import { pristineDatabase } from '../../support/database.ts';
import { performOn, tester } from '../../support/perform.ts';

const request = { reason: null, caller: tester, interactionId: null, secret: null };

/** A Steward that changes more accounts than one batch holds. */
export async function scene() {
  const { url, client } = await pristineDatabase();
  const ways = performOn(url);
  const { perform, follow, database } = ways;
  const act = async <Args extends object>(operation: Operation<Args, Json>, args: NoInfer<Args>) =>
    (await perform({ ...request, operation, args })).actionId;
  const endingOf = (action: number) => readEnding(database.em.fork(), action);
  return {
    ...ways,
    url,
    client,
    act,
    endingOf,
    /** Runs all remaining batches of the action. */
    finish: async (action: number) => {
      while ((await endingOf(action)).state === 'following') await follow({ action });
      return endingOf(action);
    },
  };
}
