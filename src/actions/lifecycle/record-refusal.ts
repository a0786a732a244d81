import { sql } from 'kysely';
import type { Logger } from 'pino';
import type { Database, Em } from '../../database/connection/connection.ts';
import type { Jobs } from '../../jobs/index.ts';
import type { StewardError } from '../../text/errors.ts';
import type { Caller } from '../access/gate.ts';
import { type AuditEntryDraft, appendToAudit } from '../audit/append.ts';
import { AlreadyClaimed, claim } from '../store/claim.ts';

export interface Refusal {
  readonly caller: Caller;
  readonly interactionId: string | null;
  readonly command: string;
  readonly args: object;
  readonly reason: string | null;
  readonly because: StewardError;
  /** Whether the interaction was already claimed, by the request that was then refused. */
  readonly isClaimed?: boolean;
}

/**
 * Writes an audit entry for a refusal; only one, even if the interaction is delivered several times. It never throws.
 */
export type RecordRefusal = (refusal: Refusal) => Promise<void>;

/**
 * This number of refusals within this number of minutes makes one `command.refused_often` entry, at most one an hour
 * for each person.
 */
const often = { times: 5, minutes: 10 };

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
  return async ({ because, args, reason, isClaimed = false, ...refusal }) => {
    try {
      await database.em.fork().transactional(async (em) => {
        if (!isClaimed) await claim(em, refusal.interactionId);
        const isMany = await isOften(em, refusal.caller.id);
        await appendToAudit(
          em,
          jobs,
          {
            event: 'command.refused',
            ...refusal,
            args: Object.fromEntries(Object.entries(args).map(([name, value]) => [name, storable(value)])),
            reason: reason === null ? null : storableText(reason),
            actionId: null,
            detail: { because: storableText(because.message) },
          },
          ...(isMany ? [refusedOften(refusal)] : []),
        );
      });
    } catch (error) {
      if (error instanceof AlreadyClaimed) return;
      log.error({ err: error, interactionId: refusal.interactionId }, 'a refusal could not be recorded');
    }
  };
}

const refusedOften = (refusal: Pick<Refusal, 'caller' | 'interactionId' | 'command'>): AuditEntryDraft => ({
  event: 'command.refused_often',
  ...refusal,
  args: {},
  reason: null,
  actionId: null,
  detail: often,
});

/**
 * Whether this refusal reaches the limit for a person without a `command.refused_often` entry within the last hour. The
 * advisory lock serializes concurrent refusals of one person: the second one waits until the first one is committed.
 */
async function isOften(em: Em, actorId: string): Promise<boolean> {
  await sql`select pg_advisory_xact_lock(hashtext('steward.refused'), hashtext(${actorId}))`.execute(
    em.getKysely(),
  );
  const { rows } = await sql<{ often: boolean }>`
    select count(*) filter (
        where event = 'command.refused' and at > clock_timestamp() - ${often.minutes} * interval '1 minute'
      ) + 1 >= ${often.times}
      and count(*) filter (where event = 'command.refused_often') = 0 as often
    from (
      select event, at from steward.audit_log
      where event in ('command.refused', 'command.refused_often') and actor_id = ${actorId}
        and at > clock_timestamp() - interval '1 hour'
    ) lately`.execute(em.getKysely());
  return rows[0]?.often === true;
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
