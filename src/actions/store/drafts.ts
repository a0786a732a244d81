import { sql } from 'kysely';
import type { Database, Em } from '../../database/connection/connection.ts';
import { NotFound } from '../../text/errors.ts';
import type { Json } from '../../text/reply.ts';
import { text } from '../../text/text.ts';

/** What someone typed and has still to give a reason for. */
export interface Draft {
  /** The command's words, such as `user rm`. */
  readonly command: string;
  readonly args: Readonly<Record<string, Json | undefined>>;
}

/** Where drafts are left until their reason comes, by another interaction and perhaps to another replica. */
export interface Drafts {
  /** @returns the draft's number. */
  leave(draft: Draft, requesterId: string): Promise<number>;
  /**
   * Looks a draft up; it stays until it is forgotten, so that a form that was sent in vain can be sent again.
   *
   * @throws NotFound for what was never drafted by this person, or too long ago.
   */
  find(id: number, requesterId: string): Promise<Draft>;
}

export function createDrafts({ database }: { readonly database: Database }): Drafts {
  return {
    leave: async ({ command, args }, requesterId) => {
      const { rows } = await sql<{ id: number }>`
        insert into steward.drafts (command, args, requester_id)
        values (${command}, ${JSON.stringify(args)}::jsonb, ${requesterId})
        returning id::integer`.execute(database.em.fork().getKysely());
      return rows[0]?.id ?? 0;
    },
    find: async (id, requesterId) => {
      const { rows } = await sql<Draft>`
        select command, args from steward.drafts where id = ${id} and requester_id = ${requesterId}`.execute(
        database.em.fork().getKysely(),
      );
      const [draft] = rows;
      if (draft === undefined) {
        throw new NotFound(text`What you typed is no longer kept. Run the command again.`);
      }
      return draft;
    },
  };
}

/** Forgets drafts that nobody came back to. */
export async function forgetOldDrafts(em: Em): Promise<void> {
  await sql`delete from steward.drafts where drafted_at < now() - interval '1 hour'`.execute(em.getKysely());
}
