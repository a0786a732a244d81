import { type RawBuilder, sql } from 'kysely';
import type { Database, Em } from '../../database/connection/connection.ts';
import type { Jobs } from '../../jobs/index.ts';
import type { Caller } from '../access/gate.ts';
import { type AuditEntryDraft, appendToAudit } from '../audit/append.ts';

/**
 * This number of refusals of one person within this number of minutes makes one `command.refused_often` entry, at most
 * one an hour. Those beyond the number have no entry each: they are counted, and one `command.refused_more` entry has
 * their number.
 */
export const often = { times: 5, minutes: 10 };

/** Counts a refusal. The first one that is counted enqueues the job that writes the number into the audit log. */
export async function countRefusal(
  em: Em,
  jobs: Jobs,
  { caller: { id, name, source }, command }: { readonly caller: Caller; readonly command: string },
): Promise<void> {
  const { rows } = await sql<{ times: number }>`
    insert into steward.refusals as counted (actor_id, actor_name, source, command)
    values (${id}, ${name}, ${source}, ${command})
    on conflict (actor_id) do update set times = counted.times + 1, until = excluded.until,
      actor_name = excluded.actor_name, source = excluded.source, command = excluded.command
    returning times`.execute(em.getKysely());
  if (rows[0]?.times === 1) await jobs.send(em, 'tidy', {}, often.minutes * 60);
}

/** Ends the count of a person, if there is one, and returns the entry with the number. */
export const endCountOf = (em: Em, actorId: string): Promise<AuditEntryDraft[]> =>
  endCounts(em, sql`actor_id = ${actorId}`);

/** Ends all counts that are old enough, and writes their numbers into the audit log. */
export const endDueCounts = ({
  database,
  jobs,
}: {
  readonly database: Database;
  readonly jobs: Jobs;
}): Promise<void> =>
  database.em.fork().transactional(async (em) => {
    const entries = await endCounts(em, sql`since <= now() - ${often.minutes} * interval '1 minute'`);
    if (entries.length > 0) await appendToAudit(em, jobs, ...entries);
  });

interface Counted {
  readonly id: string;
  readonly name: string;
  readonly source: Caller['source'];
  readonly command: string;
  readonly times: number;
  readonly since: string;
  readonly until: string;
}

/** A refusal that is counted meanwhile waits for the deletion, and then begins a new count. */
async function endCounts(em: Em, isDue: RawBuilder<unknown>): Promise<AuditEntryDraft[]> {
  const { rows } = await sql<Counted>`
    with due as (select actor_id from steward.refusals where ${isDue} order by actor_id for update)
    delete from steward.refusals counted using due where counted.actor_id = due.actor_id
    returning counted.actor_id as id, actor_name as name, source, command, times,
      to_json(since) #>> '{}' as since, to_json(until) #>> '{}' as until`.execute(em.getKysely());
  return rows.map(({ id, name, source, command, ...detail }) => ({
    event: 'command.refused_more',
    caller: { id, name, source },
    interactionId: null,
    command,
    args: {},
    reason: null,
    actionId: null,
    detail,
  }));
}
