import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { Activity } from '../../../entities/akkoma/index.ts';
import type { Journal } from '../../database/change-records/journal.ts';
import type { Em } from '../../database/connection/connection.ts';
import type { FlakeIds } from '../ids/flake-ids.ts';
import type { Instance } from '../instance.ts';
import { enqueue } from './oban-jobs.ts';

interface PostContext {
  readonly em: Em;
  readonly journal: Journal;
  readonly instance: Instance;
  readonly flakeIds: FlakeIds;
}

interface Draft {
  readonly actor: string;
  readonly object: string;
  /** Addresses. Those that are not http(s) URLs with a host are left out. */
  readonly to: readonly string[];
}

/**
 * Creates activities of one type in the names of accounts and, if the instance federates, jobs to publish them
 * (behaviour.md 1.10).
 */
export async function postActivities(
  posting: PostContext,
  type: 'Delete' | 'Reject',
  drafts: readonly Draft[],
): Promise<void> {
  const { em, instance, flakeIds } = posting;
  const ids = drafts.map(({ actor, object, to }) => {
    const [id = ''] = flakeIds.next();
    const recipients = [...new Set(to.filter(isAddress))].toSorted();
    const activityId = `${instance.baseUrl}/activities/${randomUUID()}`;
    em.persist(
      em.create(Activity, {
        id,
        data: { id: activityId, type, actor, object, to: recipients, cc: [], bto: [], bcc: [] },
        local: true,
        actor,
        recipients,
      }),
    );
    return id;
  });
  if (!instance.settings.federating || ids.length === 0) return;
  await enqueue(
    posting,
    type === 'Delete' ? 'publishDelete' : 'publish',
    sql`
      select jsonb_build_object('op', 'publish', 'activity_id', id, 'object_data', null)
      from unnest(${sql.val(ids)}::text[]) with ordinality as activity (id, place) order by place`,
  );
}

const isAddress = (text: string): boolean => /^https?:\/\/([^/?#@]*@)?[^/?#:@]/i.test(text);
