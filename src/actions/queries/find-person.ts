import { sql } from 'kysely';
import type { Em } from '../../database/connection/connection.ts';
import { Conflict, NotFound } from '../../text/errors.ts';
import { nearestFew } from '../../text/nearest.ts';
import { didYouMean } from '../../text/sentences.ts';
import { code, joinTexts, person as someone, text } from '../../text/text.ts';

/** A person who has requested an action, by the name they had the last time. */
interface Person {
  readonly id: string;
  readonly name: string;
}

/**
 * Everybody who has ever requested an action, as `people`. The recursive query takes one index lookup a person, so its
 * cost depends on the number of people and not of actions.
 */
const withPeople = sql`
  with recursive people as (
    (
      select requester_id as id, requester_name as name, proposed_at from steward.actions
      order by requester_id desc, proposed_at desc, steward.actions.id desc limit 1
    )
    union all
    select previous.* from people p
    cross join lateral (
      select a.requester_id, a.requester_name, a.proposed_at from steward.actions a where a.requester_id < p.id
      order by a.requester_id desc, a.proposed_at desc, a.id desc limit 1
    ) previous
  )`;

/** The most recent requester first. */
async function listRequesters(em: Em): Promise<Person[]> {
  const { rows } = await sql<Person>`${withPeople}
    select id, name from people order by proposed_at desc, id`.execute(em.getKysely());
  return rows;
}

/** Members of the Discord server: who has requested or decided on an action, or has a link or a pause. */
async function listMembers(em: Em): Promise<Person[]> {
  const { rows } = await sql<Person>`${withPeople}
    select distinct on (id) id, name from (
      select id, name, proposed_at as at from people
      union all
      select voter_id, voter_name, at from steward.votes
      union all
      select discord_id, discord_name, linked_at from steward.staff_links
      union all
      select pause.person_id, pause.person_name, action.proposed_at
      from steward.pauses pause join steward.actions action on action.id = pause.action_id
    ) known
    where id ~ ${discordId.source} and name <> id
    order by id, at desc`.execute(em.getKysely());
  return rows;
}

const discordId = /^\d{17,20}$/;

/**
 * Finds the person who has requested actions, by their id or by the name that they had the last time.
 *
 * @throws NotFound, and Conflict where several people have this name.
 */
export async function findPerson(em: Em, typed: string): Promise<Person> {
  const people = await listRequesters(em);
  const byId = people.find(({ id }) => id === typed);
  if (byId !== undefined) return byId;
  if (discordId.test(typed)) throw new NotFound(text`No actions by ${someone(typed, typed)}.`);
  return (
    oneNamed(people, typed) ??
    fail(new NotFound(text`No actions by ${code(typed)}. ${didYouMean(namesLike(people, typed))}`))
  );
}

/**
 * Finds a member of the Discord server: any id is taken, and a name where Steward knows who has it.
 *
 * @returns their id.
 * @throws NotFound, and Conflict where several members have this name.
 */
export async function findMember(em: Em, typed: string): Promise<string> {
  if (discordId.test(typed)) return typed;
  const members = await listMembers(em);
  const otherwise = text`Check the spelling, or use the Discord id.`;
  const found =
    oneNamed(members, typed) ??
    fail(
      new NotFound(
        text`No member ${code(typed)} is known here. ${didYouMean(namesLike(members, typed), otherwise)}`,
      ),
    );
  return found.id;
}

/** The only person with this name; undefined where nobody has it. */
function oneNamed(people: readonly Person[], typed: string): Person | undefined {
  const named = people.filter(({ name }) => name.toLowerCase() === typed.toLowerCase());
  if (named.length < 2) return named[0];
  const candidates = named.map(({ id, name }) => text`${someone(id, name)} (${[id]})`);
  throw new Conflict(
    text`Several members are called ${typed}: ${joinTexts(candidates, ', ')}. Use one of these ids.`,
  );
}

const namesLike = (people: readonly Person[], typed: string): string[] =>
  nearestFew(
    typed.toLowerCase(),
    people.map(({ name }) => name),
  );

function fail(error: Error): never {
  throw error;
}
