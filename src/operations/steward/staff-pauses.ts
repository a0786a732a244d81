import { sql } from 'kysely';
import type { Em } from '../../database/connection/connection.ts';
import { millisecondsIn } from '../../text/duration.ts';
import { NothingToDo, Refused, Stale } from '../../text/errors.ts';
import { reasonAfter } from '../../text/sentences.ts';
import { text } from '../../text/text.ts';
import { defineOperation } from '../operation.ts';

/**
 * Until this ends, a person can change nothing where a member or the console paused them. Where Steward paused them
 * automatically, they can neither request nor approve destructive actions.
 */
export interface Pause {
  /** A Discord id. */
  readonly person: string;
  /** The person's name when they last asked for something; the id again where they never have. */
  readonly name: string;
  /** The id of who paused them: a Discord id, or that of the console or of Steward. */
  readonly byId: string;
  /** The name of who paused them. */
  readonly by: string;
  /** Whether Steward paused them automatically, because they exceeded the limit per person. */
  readonly isAutomatic: boolean;
  readonly reason: string;
  readonly until: Date;
}

/** Whether the action `pausing` that made a pause was Steward's own. */
const isAutomatic = sql`pausing.source = 'system'`;

/** Lists the pauses that are in force, the first to end first. */
export async function listPauses(em: Em, person: string | null = null): Promise<Pause[]> {
  const { rows } = await sql<Pause>`
    select pause.person_id as person, pause.person_name as name, pausing.requester_id as "byId",
      pause.paused_by_name as by, ${isAutomatic} as "isAutomatic", pause.reason, pause.until
    from steward.pauses pause join steward.actions pausing on pausing.id = pause.action_id
    where pause.resumed_at is null and pause.until > now()
      and (${person}::text is null or pause.person_id = ${person}::text)
    order by pause.until, pause.person_id`.execute(em.getKysely());
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

/**
 * Pauses a person for a time. Where they are already paused for as long, nothing changes, except that a pause by hand
 * replaces an automatic one, because it stops more. An automatic pause replaces none that is in force.
 */
export const pauseStaff = defineOperation({
  name: 'staff.pause',
  tier: 'sensitive',
  writes: {},
  control: 'pause',
  undo: { by: 'staff resume' },

  async plan({ em, requester }, { person, name, for: length }: PauseArgs) {
    const isOwn = requester.id === person;
    const there = await readPause(em, person);
    const stopsMore = there?.isAutomatic === true && requester.id !== there.byId;
    if (there !== null && !stopsMore && (await isUnderWayFor(em, person, length))) {
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
    const { rows } = await sql<{ until: string; isAutomatic: boolean }>`
      insert into steward.pauses (person_id, person_name, action_id, paused_by_name, reason, until)
      select ${person}::text, ${target}::text, id, requester_name, coalesce(reason, ''),
        now() + ${millisecondsIn(length)}::float8 * interval '1 millisecond'
      from steward.actions where id = ${actionId}
      on conflict (person_id) do update set person_name = excluded.person_name, action_id = excluded.action_id,
        paused_by_name = excluded.paused_by_name, reason = excluded.reason, until = excluded.until, resumed_at = null
      where pauses.resumed_at is not null or pauses.until <= now() or exists (
        select from steward.actions pausing
        join steward.actions present on present.id = pauses.action_id
        where pausing.id = excluded.action_id and not ${isAutomatic}
          and (present.source = 'system' or pauses.until <= excluded.until - ${sameEnd}))
      returning to_json(until) #>> '{}' as until, (
        select ${isAutomatic} from steward.actions pausing where pausing.id = pauses.action_id) as "isAutomatic"`.execute(
      em.getKysely(),
    );
    const [made] = rows;
    if (made === undefined) {
      throw new Stale(text`${target} was just paused by someone else. Nothing was changed.`);
    }
    const { isAutomatic: automatic } = made;
    return { person, name: target, until: new Date(made.until).toISOString(), automatic };
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
