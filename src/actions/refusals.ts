import type { Logger } from 'pino';
import type { Database } from '../database/connection.ts';
import type { StewardError } from '../errors.ts';
import type { Jobs } from '../jobs/index.ts';
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
  /** Whether the interaction was claimed for what was then refused. */
  readonly isClaimed?: boolean;
}

/** Writes down that someone was turned away; once, however often their interaction is delivered. */
export type RecordRefusal = (refusal: Refusal) => Promise<void>;

/** As much of each text as is kept: a person can send thousands of characters, and be refused all day. */
const longest = 500;

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
        await appendToAudit(em, jobs, {
          event: 'command.refused',
          ...refusal,
          args: Object.fromEntries(Object.entries(args).map(([name, value]) => [name, storable(value)])),
          reason: reason === null ? null : storableText(reason),
          actionId: null,
          detail: { because: storableText(because.message) },
        });
      });
    } catch (error) {
      if (error instanceof AlreadyClaimed) return;
      log.error({ err: error, interactionId: refusal.interactionId }, 'a refusal could not be recorded');
    }
  };
}

/** What was typed has passed no check yet: one character that the database refuses would keep all of it out. */
function storable(value: unknown): unknown {
  if (typeof value === 'string') return storableText(value);
  return Array.isArray(value) ? value.map(storable) : value;
}

const storableText = (value: string): string =>
  value.slice(0, longest).toWellFormed().replaceAll('\0', '\uFFFD');
