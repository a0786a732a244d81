import { sql } from 'kysely';
import { howToGoOn, unknownTo } from '../../akkoma/schema/fit.ts';
import { plain, text } from '../../text/text.ts';
import type { ActionDependencies } from '../request.ts';
import { appendToAudit, steward } from './append.ts';

/**
 * Looks whether Akkoma, as it was read last, is newer than Steward knows, and writes that into the audit log, once a day however many look:
 * so its channel is told.
 */
export function createNoticeUnknown({
  database,
  instance,
  jobs,
  log,
}: Pick<ActionDependencies, 'database' | 'instance' | 'jobs' | 'log'>): () => Promise<void> {
  return async () => {
    const unknown = unknownTo(instance);
    if (unknown.length === 0) return;
    const sentence = text`Akkoma has run migrations that are newer than Steward knows (${unknown.join(', ')}). Commands that write to tables that have changed are refused. ${howToGoOn(unknown)}`;
    log.warn({ migrations: unknown }, plain(sentence));
    await database.em.fork().transactional(async (em) => {
      // Of several that look at a time, one finds nothing written.
      await sql`select pg_advisory_xact_lock(hashtext('steward.akkoma.unknown'))`.execute(em.getKysely());
      const { rows } = await sql`
        select 1 from steward.audit_log
        where event = 'akkoma.unknown' and at > now() - interval '1 day' limit 1`.execute(em.getKysely());
      if (rows.length > 0) return;
      await appendToAudit(em, jobs, {
        event: 'akkoma.unknown',
        caller: steward,
        actionId: null,
        interactionId: null,
        command: 'akkoma',
        args: {},
        reason: null,
        detail: { migrations: [...unknown], because: plain(sentence) },
      });
    });
  };
}
