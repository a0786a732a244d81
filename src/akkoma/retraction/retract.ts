import { enqueueRetractionJobs, insertRetractions } from './announce-retraction.ts';
import { bury, forgetReplies, insertMissingObjects, takeOffAuthor, takeOffHashtags } from './bury-posts.ts';
import { deleteActivities } from './delete-activities.ts';
import type { Retracted, Retracting } from './retracting.ts';
import { takeOffObjects } from './undo-interactions.ts';
import { type Amount, openWorklist, type Portion } from './worklist.ts';

/**
 * Deletes an account's posts and undoes its likes, boosts and reactions, a portion of them; the account stays (behaviour.md
 * 11). The end state is that of doing it one after the other, as Akkoma's command line does, in as many statements for one
 * post as for a hundred. At most once in a transaction.
 *
 * The order matters: every step reads what the steps behind it alter.
 *
 * @returns how much was taken back.
 */
export async function retract(writing: Retracting, account: Retracted, portion: Portion): Promise<Amount> {
  const amount = await openWorklist(writing.em, account.apId, portion, writing.instance.features.countsPosts);
  const total = amount.posts + amount.likes + amount.boosts + amount.reactions + amount.orphans;
  if (total === 0) return amount;

  const newIds = writing.flakeIds.reserve(total);
  await insertRetractions(writing, account, newIds);
  await takeOffObjects(writing, account);
  await forgetReplies(writing);
  await insertMissingObjects(writing, account);
  await enqueueRetractionJobs(writing, account, newIds);
  await takeOffAuthor(writing);
  await takeOffHashtags(writing);
  await bury(writing);
  await deleteActivities(writing);
  return amount;
}
