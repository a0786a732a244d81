import type { RawBuilder } from 'kysely';
import { enqueueRetractionJobs, insertRetractions } from './announce-retraction.ts';
import { bury, forgetReplies, insertMissingObjects, takeOffAuthor, takeOffHashtags } from './bury-posts.ts';
import { deleteActivities } from './delete-activities.ts';
import type { Retracted, RetractionContext } from './retracting.ts';
import { takeOffObjects } from './undo-interactions.ts';
import { type Amount, openWorklist } from './worklist.ts';

/**
 * Deletes posts, likes, boosts and reactions of an account; the account stays (behaviour.md 11). The result
 * is the same as when Akkoma's command line deletes them one by one, but the number of statements does not grow with
 * the number of posts. Call it at most once in a transaction.
 *
 * The order matters: every step reads what later steps change.
 *
 * @param items which of them: a select from `itemsOf` or `itemsOfPosts`.
 * @returns the number of activities that were retracted, by kind.
 */
export async function retract(
  context: RetractionContext,
  account: Retracted,
  items: RawBuilder<unknown>,
): Promise<Amount> {
  const amount = await openWorklist(context.em, account.apId, items, context.instance.features.countsPosts);
  const total = amount.posts + amount.likes + amount.boosts + amount.reactions + amount.orphans;
  if (total === 0) return amount;

  const newIds = context.flakeIds.reserve(total);
  await insertRetractions(context, account, newIds);
  await takeOffObjects(context, account);
  await forgetReplies(context);
  await insertMissingObjects(context, account);
  await enqueueRetractionJobs(context, account, newIds);
  await takeOffAuthor(context);
  await takeOffHashtags(context);
  await bury(context);
  await deleteActivities(context);
  return amount;
}
