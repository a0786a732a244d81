import { sql } from 'kysely';
import type { Database, Em } from '../../database/connection/connection.ts';
import { NotFound } from '../../text/errors.ts';
import type { Json } from '../../text/reply.ts';
import { text } from '../../text/text.ts';

/** A command that was typed without the reason that it needs. */
export interface Draft {
  /** The name of the operation, such as `user.rm`. */
  readonly operation: string;
  readonly args: Readonly<Record<string, Json | undefined>>;
}

/** Stores drafts until the reason arrives, in another interaction and perhaps at another process. */
export interface Drafts {
  /** @returns the id of the draft. */
  leave(draft: Draft, requesterId: string): Promise<number>;
  /**
   * Returns a draft. It stays until it is `used`, so that a modal that was refused can be submitted again.
   *
   * @throws NotFound where this person has no such draft, or it has been deleted because of its age.
   */
  find(id: number, requesterId: string): Promise<Draft>;
  /** Deletes a draft, whose arguments may be sensitive, once its command has been run. */
  used(id: number): Promise<void>;
}

export function createDrafts({ database }: { readonly database: Database }): Drafts {
  return {
    leave: async ({ operation, args }, requesterId) => {
      const { rows } = await sql<{ id: number }>`
        insert into steward.drafts (command, args, requester_id)
        values (${operation}, ${JSON.stringify(args)}::jsonb, ${requesterId})
        returning id::integer`.execute(database.em.fork().getKysely());
      return rows[0]?.id ?? 0;
    },
    find: async (id, requesterId) => {
      const { rows } = await sql<Draft>`
        select command as operation, args from steward.drafts where id = ${id} and requester_id = ${requesterId}`.execute(
        database.em.fork().getKysely(),
      );
      const [draft] = rows;
      if (draft === undefined) {
        throw new NotFound(text`Your input has expired. Run the command again.`);
      }
      return draft;
    },
    used: async (id) => {
      await sql`delete from steward.drafts where id = ${id}`.execute(database.em.fork().getKysely());
    },
  };
}

/** Deletes drafts that were never completed. */
export async function forgetOldDrafts(em: Em): Promise<void> {
  await sql`delete from steward.drafts where drafted_at < now() - interval '1 hour'`.execute(em.getKysely());
}
