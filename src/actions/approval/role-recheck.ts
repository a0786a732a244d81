import { sql } from 'kysely';
import type { Action } from '../../../entities/steward/index.ts';
import type { Em } from '../../database/connection/connection.ts';
import { Refused, Unavailable } from '../../text/errors.ts';
import { joinTexts, type Text, text } from '../../text/text.ts';
import type { Caller, Gate } from '../access/gate.ts';
import type { Member, Members } from '../access/members.ts';
import type { ActionDependencies } from '../request.ts';
import { storedAskingTier } from './stored-asking-tier.ts';
import { requirementOf } from './stored-plan.ts';

/** Why a person may no longer request or approve an action. */
type Loss = 'left' | 'timed out' | 'role';

/**
 * Checks whether the requester and the approvers of an action may still act in these parts, as Discord reports their
 * roles and time-outs now.
 *
 * @returns null if they may; otherwise sentences that say who may not, and why.
 * @throws Unavailable where Discord cannot be asked.
 */
export async function findLostRole(
  { gate, policy, members, operations }: ActionDependencies,
  em: Em,
  action: Action,
): Promise<Text | null> {
  if (action.source !== 'discord') return null;
  const lossOf = async (person: Person, right: Parameters<Gate>[1]): Promise<Loss | null> => {
    // A person who acted at the console has no Discord roles that could be lost.
    if (!isMember(person.id)) return null;
    const member = await findMember(members, person.id);
    if (member === null) return 'left';
    if (member.isTimedOut) return 'timed out';
    return isAdmitted(() => gate(callerFor(action, person, member.roles), right)) ? null : 'role';
  };
  const requester = { id: action.requesterId, name: action.requesterName };
  const lossOfRequester = await lossOf(requester, storedAskingTier({ operations, policy }, action));
  if (lossOfRequester !== null) return lossInWords(requester, lossOfRequester, 'request');
  const { roleSets } = requirementOf(policy, action);
  const { rows: voters } = await sql<Person>`
    select voter_id as id, voter_name as name from steward.votes
    where action_id = ${action.id} and vote = 'approve' order by at`.execute(em.getKysely());
  const losses: Text[] = [];
  for (const voter of voters) {
    const loss = await lossOf(voter, { eachOf: roleSets });
    if (loss !== null) losses.push(lossInWords(voter, loss, 'approve'));
  }
  return voters.length - losses.length >= action.votesNeeded ? null : joinTexts(losses, ' ');
}

interface Person {
  readonly id: string;
  readonly name: string;
}

function lossInWords({ name }: Person, loss: Loss, did: 'request' | 'approve'): Text {
  if (loss === 'role') return text`${name} no longer has the role to ${[did]} this.`;
  const what = loss === 'left' ? 'has left the Discord server' : 'is timed out in Discord';
  const done = did === 'request' ? 'requested' : 'approved';
  return text`${name}, who ${[done]} this, ${[what]}.`;
}

async function findMember(members: Members, personId: string): Promise<Member | null> {
  try {
    return await members.find(personId);
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
  { id, name }: Person,
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
