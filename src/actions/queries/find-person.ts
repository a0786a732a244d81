import { sql } from 'kysely';
import type { Em } from '../../database/connection/connection.ts';
import { Invalid, NotFound } from '../../text/errors.ts';
import { nearestFew } from '../../text/nearest.ts';
import { didYouMean } from '../../text/sentences.ts';
import { bySurface, code, joinTexts, person as someone, text } from '../../text/text.ts';

/** A person who has requested an action, by the name they had the last time. */
interface Person {
  readonly id: string;
  readonly name: string;
}

/**
 * Returns everybody who has ever requested an action, the most recent requester first. The recursive query takes one
 * index lookup a person, so its cost depends on the number of people and not of actions.
 */
async function listPeople(em: Em): Promise<Person[]> {
  const { rows } = await sql<Person>`
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
    )
    select id, name from people order by proposed_at desc, id`.execute(em.getKysely());
  return rows;
}

/**
 * Returns the person with this id, mention or name.
 *
 * @throws NotFound, and Invalid where several people have this name.
 */
export async function findPerson(em: Em, typed: string): Promise<Person> {
  const meant = typed.trim().replace(/^<@!?(\d+)>$/, '$1');
  const people = await listPeople(em);
  const byId = people.find(({ id }) => id === meant);
  if (byId !== undefined) return byId;
  const name = meant.replace(/^@/, '').toLowerCase();
  const named = people.filter((person) => person.name.toLowerCase() === name);
  const [first, second] = named;
  if (first === undefined) {
    const near = nearestFew(
      name,
      people.map((person) => person.name),
    );
    throw new NotFound(text`No actions by ${code(typed)}. ${didYouMean(near)}`);
  }
  if (second !== undefined) {
    const candidates = named.map((each) => text`${someone(each.id, each.name)} (${[each.id]})`);
    throw new Invalid(
      text`Several members are called ${meant}: ${joinTexts(candidates, ', ')}. Use one of these ids${bySurface({ inDiscord: [', or choose a suggestion'], inTerminal: [] })}.`,
    );
  }
  return first;
}
