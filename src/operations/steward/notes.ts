import { sql } from 'kysely';
import { uuidFromFlakeId } from '../../../entities/types/flake-id-text.ts';
import { findUser } from '../../akkoma/lookup/find-user.ts';
import type { Em } from '../../database/connection/connection.ts';
import { NotFound, Stale } from '../../text/errors.ts';
import { text } from '../../text/text.ts';
import { defineOperation } from '../operation.ts';

/** What a member of the staff noted about an account. */
export interface Note {
  readonly id: number;
  /** The account, as it was called when the note was written. */
  readonly nickname: string;
  readonly text: string;
  readonly authorId: string;
  readonly author: string;
  readonly writtenAt: Date;
}

/**
 * Notes something about an account, local or remote, also about one that is deleted. Notes are Steward's own: neither
 * Akkoma nor the owner of the account sees them.
 */
export const addNote = defineOperation({
  name: 'user.note',
  tier: 'routine',
  writes: {},
  undo: { by: 'user delete_note' },

  async plan({ em, instance }, { nickname }: { nickname: string; text: string }) {
    const user = await findUser(em, instance, nickname);
    return {
      target: user.nickname ?? user.apId,
      counts: {},
      samples: [],
      warnings: [],
      facts: { id: user.id },
    };
  },

  async apply({ em, actionId }, { text: words }, { target, facts }) {
    const { rows } = await sql<{ id: number }>`
      insert into steward.notes (account_id, nickname, text, action_id, author_id, author_name)
      select ${uuidFromFlakeId(facts.id)}::uuid, ${target}::text, ${words}::text, id, requester_id, requester_name
      from steward.actions where id = ${actionId} returning id::float8 as id`.execute(em.getKysely());
    const [note] = rows;
    if (note === undefined) throw new Error('The database returned no row for the note');
    return { nickname: target, note: note.id, text: words };
  },
});

/** Deletes a note, also one of somebody else. The audit log keeps who wrote it, what, and who deleted it. */
export const deleteNote = defineOperation({
  name: 'user.delete_note',
  tier: 'routine',
  writes: {},
  undo: { by: 'user note' },

  async plan({ em }, { note }: { note: string }) {
    const { id, nickname, author, writtenAt, text: words } = await findNote(em, Number(note));
    return {
      target: nickname,
      identity: `note:${id}`,
      counts: {},
      samples: [],
      warnings: [],
      before: [text`Note ${id} by ${author} ${writtenAt}: ${words}`],
      facts: {},
    };
  },

  async apply({ em }, { note }, { target }) {
    const id = Number(note);
    const { rows } = await sql<{ text: string }>`
      delete from steward.notes where id = ${id} returning text`.execute(em.getKysely());
    const [deleted] = rows;
    if (deleted === undefined) {
      throw new Stale(
        text`Note ${id} about ${target} was just deleted by someone else. Nothing was changed.`,
      );
    }
    return { nickname: target, note: id, text: deleted.text };
  },
});

const noteColumns = sql`
  id::float8 as id, nickname, text, author_id as "authorId", author_name as author, written_at as "writtenAt"`;

const dated = (note: Note): Note => ({ ...note, writtenAt: new Date(note.writtenAt) });

async function findNote(em: Em, id: number): Promise<Note> {
  const { rows } = await sql<Note>`select ${noteColumns} from steward.notes where id = ${id}`.execute(
    em.getKysely(),
  );
  const [note] = rows;
  if (note === undefined) throw new NotFound(text`No note ${id}. It may have been deleted.`);
  return dated(note);
}

/**
 * Lists the notes about an account, the newest first.
 *
 * @param id its FlakeId.
 */
export async function listNotes(em: Em, id: string): Promise<Note[]> {
  const { rows } = await sql<Note>`
    select ${noteColumns} from steward.notes where account_id = ${uuidFromFlakeId(id)}::uuid order by notes.id desc`.execute(
    em.getKysely(),
  );
  return rows.map(dated);
}

/** How many of the newest notes are searched, and how many are suggested: Discord shows no more. */
const searched = { rows: 1_000, choices: 25 };

/** Suggests notes whose number begins with the typed text, or whose account, author or text contains it. */
export async function suggestNotes(em: Em, typed: string): Promise<Note[]> {
  const part = typed.trim().toLowerCase();
  const { rows } = await sql<Note>`
    select ${noteColumns} from steward.notes order by notes.id desc limit ${searched.rows}`.execute(
    em.getKysely(),
  );
  return rows
    .filter(
      ({ id, nickname, author, text: words }) =>
        String(id).startsWith(part) ||
        [nickname, author, words].some((each) => each.toLowerCase().includes(part)),
    )
    .slice(0, searched.choices)
    .map(dated);
}
