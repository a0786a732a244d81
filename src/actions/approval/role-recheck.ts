import { sql } from 'kysely';
import type { Action } from '../../../entities/steward/index.ts';
import type { Em } from '../../database/connection/connection.ts';
import { Refused, Unavailable } from '../../text/errors.ts';
import { plural } from '../../text/plural.ts';
import { type Text, text } from '../../text/text.ts';
import type { Caller } from '../access/gate.ts';
import type { Members } from '../access/members.ts';
import type { ActionDependencies } from '../request.ts';
import { requirementOf } from './stored-plan.ts';

/**
 * Checks whether the requester and the approvers of an action still have the roles for it, as Discord reports them now.
 *
 * @returns null if they do; otherwise a sentence that names the people who lost their role.
 * @throws Unavailable where Discord cannot be asked.
 */
export async function findLostRole(
  { gate, policy, members }: ActionDependencies,
  em: Em,
  action: Action,
): Promise<Text | null> {
  if (action.source !== 'discord') return null;
  const holds = async (person: { id: string; name: string }, right: Parameters<typeof gate>[1]) => {
    // A person who acted at the console has no Discord roles that could be lost.
    if (!isMember(person.id)) return true;
    const roles = await rolesOf(members, person.id);
    return isAdmitted(() => gate(callerFor(action, person, roles ?? []), right));
  };
  const requester = { id: action.requesterId, name: action.requesterName };
  if (!(await holds(requester, action.tier))) {
    return text`${requester.name} no longer has the role to request this.`;
  }
  const { roleSets } = requirementOf(policy, action);
  const { rows: voters } = await sql<{ id: string; name: string }>`
    select voter_id as id, voter_name as name from steward.votes
    where action_id = ${action.id} and vote = 'approve' order by at`.execute(em.getKysely());
  const lost: string[] = [];
  for (const voter of voters) {
    if (!(await holds(voter, { eachOf: roleSets }))) lost.push(voter.name);
  }
  if (voters.length - lost.length >= action.votesNeeded) return null;
  return text`${lost.join(', ')} no longer ${[plural(lost.length, 'has', 'have')]} the role to approve this.`;
}

async function rolesOf(members: Members, personId: string): Promise<readonly string[] | null> {
  try {
    return await members.rolesOf(personId);
  } catch (cause) {
    throw new Unavailable(
      text`Discord does not report the roles of members. Nothing was changed. Try again in a minute.`,
      { cause },
    );
  }
}

const isMember = (id: string): boolean => /^\d+$/.test(id);

/** Returns the caller that the row of an action describes, as a person with these roles. */
export const callerFor = (
  { guildId, channelId, source }: Action,
  { id, name }: { readonly id: string; readonly name: string },
  roles: readonly string[],
): Caller => ({ id, name, source, roles, guildId: guildId ?? null, channelId: channelId ?? null });

function isAdmitted(pass: () => void): boolean {
  try {
    pass();
    return true;
  } catch (error) {
    if (error instanceof Refused) return false;
    throw error;
  }
}
