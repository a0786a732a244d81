import { sql } from 'kysely';
import type { Em } from '../../database/connection/connection.ts';
import { millisecondsIn } from '../../text/duration.ts';
import { NothingToDo, Refused, Stale } from '../../text/errors.ts';
import { reasonAfter } from '../../text/sentences.ts';
import { text } from '../../text/text.ts';
import { defineOperation } from '../operation.ts';

/** Until this ends, a person can neither ask for nor approve destructive actions. */
export interface Pause {
  /** A Discord id. */
  readonly person: string;
  /** The person's name when they last asked for something; the id again where they never have. */
  readonly name: string;
  /** The name of the person who paused them. */
  readonly by: string;
  readonly reason: string;
  readonly until: Date;
}

/** Lists the pauses that are in force, the first to end first. */
export async function listPauses(em: Em, person: string | null = null): Promise<Pause[]> {
  const { rows } = await sql<Pause>`
    select person_id as person, person_name as name, paused_by_name as by, reason, until from steward.pauses
    where resumed_at is null and until > now() and (${person}::text is null or person_id = ${person}::text)
    order by until, person_id`.execute(em.getKysely());
  return rows.map((row) => ({ ...row, until: new Date(row.until) }));
}

/** Reads a person's pause; null where they are not paused. */
export const readPause = async (em: Em, person: string): Promise<Pause | null> =>
  (await listPauses(em, person))[0] ?? null;

interface PauseArgs {
  /** A Discord id. */
  readonly person: string;
  /** Their present name in Discord, where it is known. */
  readonly name?: string | undefined;
  /** The duration as it is typed: `24h`. */
  readonly for: string;
}

/**
 * A pause that would end less than this later than the present one is the same: it was made at the same moment, and
 * would need a card of its own.
 */
const sameEnd = sql`interval '1 minute'`;

/** Keeps a person from destructive actions for a time. Where they are already paused for as long, nothing changes. */
export const pauseStaff = defineOperation({
  name: 'staff.pause',
  tier: 'sensitive',
  writes: {},
  control: 'pause',
  undo: { by: 'staff resume' },

  async plan({ em, requester }, { person, name, for: length }: PauseArgs) {
    const isOwn = requester.id === person;
    const there = await readPause(em, person);
    if (there !== null && (await isUnderWayFor(em, person, length))) {
      throw new NothingToDo(text`${there.name} is already paused. The pause ends ${there.until}.`);
    }
    return {
      target: name ?? there?.name ?? (isOwn ? requester.name : await personName(em, person)),
      identity: person,
      counts: {},
      samples: [],
      // Nobody pauses themselves by mistake.
      ...(isOwn
        ? { asks: true, warnings: [text`Nobody can end their own pause: another admin must do it.`] }
        : { warnings: [] }),
      facts: { person },
    };
  },

  async apply({ em, actionId }, { person, for: length }, { target }) {
    const { rows } = await sql<{ until: string }>`
      insert into steward.pauses (person_id, person_name, action_id, paused_by_name, reason, until)
      select ${person}::text, ${target}::text, id, requester_name, coalesce(reason, ''),
        now() + ${millisecondsIn(length)}::float8 * interval '1 millisecond'
      from steward.actions where id = ${actionId}
      on conflict (person_id) do update set person_name = excluded.person_name, action_id = excluded.action_id,
        paused_by_name = excluded.paused_by_name, reason = excluded.reason, until = excluded.until, resumed_at = null
      where pauses.until <= excluded.until - ${sameEnd} or pauses.resumed_at is not null
      returning to_json(until) #>> '{}' as until`.execute(em.getKysely());
    const [made] = rows;
    if (made === undefined) {
      throw new Stale(text`${target} was just paused by someone else. Nothing was changed.`);
    }
    return { person, name: target, until: new Date(made.until).toISOString() };
  },
});

/**
 * Lifts a pause, but never the requester's own. What the person asked for before no longer counts towards their limit.
 */
export const resumeStaff = defineOperation({
  name: 'staff.resume',
  tier: 'sensitive',
  writes: {},
  control: 'resume',
  undo: { by: 'staff pause' },

  async plan({ em, requester }, { person }: Pick<PauseArgs, 'person'>) {
    if (requester.id === person)
      throw new Refused(text`You cannot end your own pause. Ask another admin to do it.`);
    const there = await readPause(em, person);
    if (there === null) {
      throw new NothingToDo(text`${await personName(em, person)} is not paused.`);
    }
    return {
      target: there.name,
      identity: person,
      counts: {},
      samples: [],
      warnings: [],
      before: [text`Paused by ${there.by}${reasonAfter(there.reason)}. The pause ends ${there.until}.`],
      facts: { person, until: there.until.toISOString() },
    };
  },

  async apply({ em }, { person }, { target }) {
    const { numAffectedRows } = await sql`
      update steward.pauses set resumed_at = now()
      where person_id = ${person} and resumed_at is null and until > now()`.execute(em.getKysely());
    if (numAffectedRows === 0n) {
      throw new Stale(text`The pause of ${target} was just ended by someone else. Nothing was changed.`);
    }
    return { person, name: target };
  },
});

/** Whether a person is already paused for at least that long, by the database's clock. */
async function isUnderWayFor(em: Em, person: string, length: string): Promise<boolean> {
  const { rows } = await sql`
    select from steward.pauses where person_id = ${person} and resumed_at is null
      and until > now() + ${millisecondsIn(length)}::float8 * interval '1 millisecond' - ${sameEnd}`.execute(
    em.getKysely(),
  );
  return rows.length > 0;
}

/** Reads a person's name when they last asked for something; their id where they never have. */
async function personName(em: Em, person: string): Promise<string> {
  const { rows } = await sql<{ name: string }>`
    select requester_name as name from steward.actions
    where requester_id = ${person} order by proposed_at desc, id desc limit 1`.execute(em.getKysely());
  return rows[0]?.name ?? person;
}
