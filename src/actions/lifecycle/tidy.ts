import { sql } from 'kysely';
import { createNoticeUnknown } from '../audit/notice-unknown-migrations.ts';
import type { ActionDependencies } from '../request.ts';
import { forgetOldClaims } from '../store/claim.ts';
import { forgetOldDrafts } from '../store/drafts.ts';

/** The handler that forgets what is no longer needed, and looks whether Akkoma is still one that is known. */
export function createTidy(
  dependencies: Pick<ActionDependencies, 'database' | 'instance' | 'jobs' | 'log'>,
): () => Promise<void> {
  const { database, instance } = dependencies;
  const noticeUnknown = createNoticeUnknown(dependencies);
  return async () => {
    await instance.refresh();
    await noticeUnknown();
    await forgetOldClaims(database.em.fork());
    await forgetOldDrafts(database.em.fork());
    // Discord takes none of these any more.
    await sql`
      update steward.actions set interaction_token = null
      where interaction_token is not null and updated_at < now() - interval '15 minutes'`.execute(
      database.em.fork().getKysely(),
    );
  };
}
