import type { Logger } from 'pino';
import type { Database } from '../database/connection.ts';
import type { StewardError } from '../errors.ts';
import { appendToAudit } from './audit.ts';
import { AlreadyClaimed, claim } from './claim.ts';
import type { Caller } from './policy.ts';

export interface Refusal {
  readonly caller: Caller;
  readonly interactionId: string | null;
  readonly command: string;
  readonly args: object;
  readonly reason: string | null;
  readonly because: StewardError;
}

/** Writes down that someone was turned away; once, however often their interaction is delivered. */
export type RecordRefusal = (refusal: Refusal) => Promise<void>;

export function createRecordRefusal({ database, log }: { database: Database; log: Logger }): RecordRefusal {
  return async ({ because, ...refusal }) => {
    try {
      await database.em.fork().transactional(async (em) => {
        await claim(em, refusal.interactionId);
        await appendToAudit(em, {
          event: 'command.refused',
          ...refusal,
          actionId: null,
          detail: { because: because.message },
        });
      });
    } catch (error) {
      if (error instanceof AlreadyClaimed) return;
      log.error({ err: error, interactionId: refusal.interactionId }, 'a refusal could not be recorded');
    }
  };
}
