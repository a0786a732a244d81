import { sql } from 'kysely';
import type { Logger } from 'pino';
import type { Database, Em } from '../../database/connection/connection.ts';
import type { Jobs } from '../../jobs/index.ts';
import type { StewardError } from '../../text/errors.ts';
import type { Caller } from '../access/gate.ts';
import { type AuditEntryDraft, appendToAudit } from '../audit/append.ts';
import { AlreadyClaimed, claim } from '../store/claim.ts';
import { countRefusal, endCountOf, often } from './count-refusals.ts';

export interface Refusal {
  readonly caller: Caller;
  readonly interactionId: string | null;
  readonly command: string;
  readonly args: object;
  readonly reason: string | null;
  readonly because: StewardError;
  /** Whether a button was pressed, and no command typed. Everybody who sees a card can press it: that alarms nobody. */
  readonly isPress?: boolean;
  /** Whether the interaction was already claimed, by the request that was then refused. */
  readonly isClaimed?: boolean;
}

/**
 * Writes an audit entry for a refusal; only one, even if the interaction is delivered several times. Of a person with
 * many refusals, it counts the further ones instead. It never throws.
 */
export type RecordRefusal = (refusal: Refusal) => Promise<void>;

/** The maximum length of each stored text: a person can send thousands of characters and be refused all day. */
const maxReasonLength = 500;

export function createRecordRefusal({
  database,
  jobs,
  log,
}: {
  database: Database;
  jobs: Jobs;
  log: Logger;
}): RecordRefusal {
  return async ({ because, args, reason, isClaimed = false, isPress = false, ...refusal }) => {
    try {
      await database.em.fork().transactional(async (em) => {
        if (!isClaimed) await claim(em, refusal.interactionId);
        const { recorded, isReported } = await refusedLately(em, refusal.caller.id, isPress);
        if (recorded >= often.times) return countRefusal(em, jobs, refusal);
        const counted = await endCountOf(em, refusal.caller.id);
        const isMany = !isPress && recorded + 1 >= often.times && !isReported;
        const entry: AuditEntryDraft = {
          event: 'command.refused',
          ...refusal,
          args: Object.fromEntries(Object.entries(args).map(([name, value]) => [name, storable(value)])),
          reason: reason === null ? null : storableText(reason),
          actionId: null,
          detail: { because: storableText(because.message), ...(isPress ? { press: true } : {}) },
        };
        await appendToAudit(em, jobs, ...counted, entry, ...(isMany ? [refusedOften(entry)] : []));
      });
    } catch (error) {
      if (error instanceof AlreadyClaimed) return;
      log.error({ err: error, interactionId: refusal.interactionId }, 'a refusal could not be recorded');
    }
  };
}

/** The entry that follows that of a refusal, and says how many there were. */
const refusedOften = (last: AuditEntryDraft): AuditEntryDraft => ({
  ...last,
  event: 'command.refused_often',
  detail: { ...often, ...Object(last.detail) },
});

/**
 * Counts a person's entries within the last minutes, of presses or of typed commands, and tells whether one of the last hour reports that they are many.
 * The advisory lock serializes concurrent refusals of one person: the second one waits until the first one is committed.
 */
async function refusedLately(
  em: Em,
  actorId: string,
  isPress: boolean,
): Promise<{ readonly recorded: number; readonly isReported: boolean }> {
  await sql`select pg_advisory_xact_lock(hashtext('steward.refused'), hashtext(${actorId}))`.execute(
    em.getKysely(),
  );
  const { rows } = await sql<{ recorded: number; isReported: boolean }>`
    select count(*) filter (
        where event = 'command.refused' and (detail ->> 'press' is not null) = ${isPress} and at > clock_timestamp() - ${often.minutes} * interval '1 minute'
      )::integer as recorded,
      count(*) filter (where event = 'command.refused_often') > 0 as "isReported"
    from steward.audit_log
    where event in ('command.refused', 'command.refused_often') and actor_id = ${actorId}
      and at > clock_timestamp() - interval '1 hour'`.execute(em.getKysely());
  return rows[0] ?? { recorded: 0, isReported: false };
}

/**
 * Makes a value storable. The input has not been validated, and one character that PostgreSQL rejects would lose the
 * whole entry.
 */
function storable(value: unknown): unknown {
  if (typeof value === 'string') return storableText(value);
  return Array.isArray(value) ? value.map(storable) : value;
}

const storableText = (value: string): string =>
  value.slice(0, maxReasonLength).toWellFormed().replaceAll('\0', '\uFFFD');
