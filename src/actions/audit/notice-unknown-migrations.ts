import { sql } from 'kysely';
import { remedyFor, unknownTo } from '../../akkoma/schema/fit.ts';
import { plain, text } from '../../text/text.ts';
import type { ActionDependencies } from '../request.ts';
import { appendToAudit, steward } from './append.ts';

/**
 * Checks whether the features that were read last belong to a newer Akkoma than Steward knows. If so, logs a warning
 * and writes an audit entry, which the audit channel receives: at most one a day, even if several processes check.
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
    const sentence = text`Akkoma has migrations that Steward does not know (${unknown.join(', ')}). Commands that write to changed tables are refused. ${remedyFor(unknown)}`;
    log.warn({ migrations: unknown }, plain(sentence));
    await database.em.fork().transactional(async (em) => {
      // The lock serializes concurrent checks, so that only the first one finds no entry.
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
