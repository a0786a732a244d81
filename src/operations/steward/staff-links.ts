import { sql } from 'kysely';
import { uuidFromFlakeId } from '../../../entities/types/flake-id-text.ts';
import { findLocalUser } from '../../akkoma/lookup/find-local-user.ts';
import type { Em } from '../../database/connection/connection.ts';
import { Conflict, invalid, NotFound, NothingToDo, Refused, Stale } from '../../text/errors.ts';
import { command, person as someone, type Text, text } from '../../text/text.ts';
import { defineOperation } from '../operation.ts';
import { isStaff } from '../staff.ts';

/** A member of the staff on Discord, and their account of the instance. */
export interface StaffLink {
  readonly person: string;
  /** The last name of theirs that Steward has seen; the id again where it has seen none. */
  readonly name: string;
  /** The account's present nickname, or the one that it was linked with if the account is gone. */
  readonly nickname: string;
  /** Whether the account is still an active admin or moderator of the instance, as it was when it was linked. */
  readonly isStaff: boolean;
  readonly linkedBy: string;
  /** The day, in UTC, such as `2027-04-05`. */
  readonly linkedOn: string;
}

interface PersonArgs {
  /** A Discord id. */
  readonly person?: string | undefined;
  /** Their present name in Discord, where it is known. */
  readonly name?: string | undefined;
}

/** Links a member of the staff to their account: a person has one account, and an account belongs to one person. */
export const linkStaff = defineOperation({
  name: 'staff.link',
  tier: 'sensitive',
  writes: {},
  undo: { by: 'staff unlink' },

  async plan({ em, instance }, { nickname, person }: PersonArgs & { nickname: string }) {
    const named = personIn(person);
    const user = await findLocalUser(em, instance, nickname);
    const target = user.nickname ?? nickname;
    if (!user.isActive) throw new Conflict(text`${target} is deactivated. Activate the account first.`);
    if (!isStaff(user)) {
      throw new Refused(
        text`${target} is not an admin or moderator of the instance. Link an account that is.`,
      );
    }
    for (const link of await listStaffLinks(em)) {
      if (link.person === named && link.nickname === target) {
        throw new NothingToDo(text`${described(link)} is already linked to ${target}.`);
      }
      if (link.person === named || link.nickname === target) {
        throw new Conflict(
          text`${described(link)} is linked to ${link.nickname}. Unlink them with ${command('staff unlink')} first.`,
        );
      }
    }
    return { target, counts: {}, samples: [], warnings: [], facts: { id: user.id, person: named } };
  },

  async apply({ em, actionId }, { name }, { target, facts }) {
    const { rows } = await sql<{ name: string }>`
      insert into steward.staff_links (discord_id, discord_name, user_id, nickname, linked_by_id, linked_by_name)
      select named.person, coalesce(${name ?? null}::text,
          (select known.requester_name from steward.actions known
            where known.requester_id = named.person order by known.id desc limit 1), named.person),
        ${uuidFromFlakeId(facts.id)}::uuid, ${target}::text, a.requester_id, a.requester_name
      from steward.actions a cross join (values (${facts.person}::text)) as named (person)
      where a.id = ${actionId}
      on conflict do nothing
      returning discord_name as name`.execute(em.getKysely());
    const [link] = rows;
    if (link === undefined) {
      throw new Stale(
        text`${target} or the member was just linked by someone else. Nothing was changed. Try again.`,
      );
    }
    return { nickname: target, person: facts.person, name: link.name };
  },
});

/** Deletes the link between a member of the staff and their account. */
export const unlinkStaff = defineOperation({
  name: 'staff.unlink',
  tier: 'sensitive',
  writes: {},
  undo: { by: 'staff link' },

  async plan({ em }, { person }: PersonArgs) {
    const named = personIn(person);
    const link = (await listStaffLinks(em)).find((each) => each.person === named);
    if (link === undefined) {
      throw new NotFound(
        text`${someone(named, named)} is not linked to an account. List the links with ${command('staff list')}.`,
      );
    }
    const { nickname } = link;
    return { target: nickname, counts: {}, samples: [], warnings: [], facts: { person: named } };
  },

  async apply({ em }, _args, { target, facts }) {
    const { rows } = await sql<{ name: string }>`
      delete from steward.staff_links where discord_id = ${facts.person}::text
      returning discord_name as name`.execute(em.getKysely());
    const [link] = rows;
    if (link === undefined) {
      throw new Stale(text`${target} was just unlinked by someone else. Nothing was changed.`);
    }
    return { nickname: target, person: facts.person, name: link.name };
  },
});

/** Lists which member of the staff has which account, ordered by the names of the accounts. */
export async function listStaffLinks(em: Em): Promise<StaffLink[]> {
  const { rows } = await sql<StaffLink>`
    select l.discord_id as person, coalesce(later.name, l.discord_name) as name, coalesce(u.nickname::text, l.nickname) as nickname,
      coalesce(u.is_active and (u.is_admin or u.is_moderator), false) as "isStaff",
      l.linked_by_name as "linkedBy", to_char(timezone('UTC', l.linked_at), 'YYYY-MM-DD') as "linkedOn"
    from steward.staff_links l left join users u on u.id = l.user_id
    left join lateral (
      select a.requester_name as name from steward.actions a
      where a.requester_id = l.discord_id and a.proposed_at > l.linked_at
      order by a.proposed_at desc, a.id desc limit 1
    ) later on true
    order by lower(coalesce(u.nickname::text, l.nickname)), l.discord_id`.execute(em.getKysely());
  return rows;
}

const described = ({ name, person }: StaffLink): Text =>
  name === person ? text`${person}` : text`${name} (${person})`;

function personIn(person: string | undefined): string {
  if (person !== undefined) return person;
  throw invalid([{ option: 'person', fault: text`must be given in a terminal, as a Discord id` }]);
}
