import { sql } from 'kysely';
import { createNoticeUnknown } from '../audit/notice-unknown-migrations.ts';
import type { ActionDependencies } from '../request.ts';
import { forgetOldClaims } from '../store/claim.ts';
import { forgetOldDrafts } from '../store/drafts.ts';
import { endDueCounts } from './count-refusals.ts';

/**
 * Returns the handler of the job `tidy`: deletes what is no longer needed, writes the numbers of counted refusals into
 * the audit log, and checks for migrations of Akkoma that Steward does not know.
 */
export function createTidy(
  dependencies: Pick<ActionDependencies, 'database' | 'instance' | 'jobs' | 'log'>,
): () => Promise<void> {
  const { database, instance } = dependencies;
  const noticeUnknown = createNoticeUnknown(dependencies);
  return async () => {
    await instance.refresh();
    await noticeUnknown();
    await forgetOldClaims(database.em.fork());
    await endDueCounts(dependencies);
    await forgetOldDrafts(database.em.fork());
    // Discord no longer accepts these tokens.
    await sql`
      update steward.actions set interaction_token = null
      where interaction_token is not null and updated_at < now() - interval '15 minutes'`.execute(
      database.em.fork().getKysely(),
    );
  };
}
