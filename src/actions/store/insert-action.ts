import { sql } from 'kysely';
import type { Em } from '../../database/connection/connection.ts';
import { addLogContext } from '../../log/log-context.ts';
import { type ActionTier, fingerprint, type Plan } from '../../operations/index.ts';
import type { Json } from '../../text/reply.ts';
import type { ActionRequest } from '../request.ts';
import type { TargetOf } from './transitions.ts';

export interface NewAction {
  readonly id: number;
  /** The time of the transaction in whole seconds (behaviour.md 1.4). */
  readonly now: Date;
}

interface Beginning {
  /** Null where it failed before it had one. Its row then has only a target, as it was typed. */
  readonly plan: Plan | null;
  readonly tier: ActionTier;
  readonly state: TargetOf<'new'>;
  readonly failure?: string | null;
  readonly votesNeeded?: number;
  /** Until when it waits for its votes or its confirmation; null where it does not wait. */
  readonly deadline?: Date | null;
}

/** Inserts the row of an action. Sensitive arguments are stored only while the action waits to be run with them. */
export async function insertAction<Args extends object, Outcome extends Json>(
  em: Em,
  request: ActionRequest<Args, Outcome>,
  { plan, tier, state, failure = null, votesNeeded = 0, deadline = null }: Beginning,
): Promise<NewAction> {
  const { operation, args, reason, caller, interactionId, interactionToken = null } = request;
  const kept = state === 'proposed' ? args : withoutSecrets(operation, args);
  // The team must see the card where others approve. Their card is then a message of its own, since only the requester
  // sees the ephemeral answer.
  const isOwn = request.visibility === 'private' && votesNeeded === 0;
  const token = request.visibility === 'private' && votesNeeded > 0 ? null : interactionToken;
  const { rows } = await sql<{ id: number; epoch: number }>`
    insert into steward.actions (interaction_id, operation, args, reason, tier, state, requester_id, requester_name,
      source, guild_id, channel_id, plan, fingerprint, failure, votes_needed, deadline, visibility, interaction_token)
    values (${interactionId}, ${operation.name}, ${JSON.stringify(kept)}::jsonb, ${reason}, ${tier}, ${state},
      ${caller.id}, ${caller.name}, ${caller.source}, ${caller.guildId}, ${caller.channelId},
      ${JSON.stringify(plan === null ? typedTarget(operation, args) : shownOf(plan))}::jsonb, ${plan === null ? '' : fingerprint(plan)},
      ${failure}, ${votesNeeded}, ${deadline}, ${isOwn ? 'private' : 'public'}, ${token})
    returning id::integer, floor(extract(epoch from now()))::float8 as epoch`.execute(em.getKysely());
  const [row] = rows;
  if (row === undefined) throw new Error('The database returned no row for the new action');
  addLogContext({ actionId: row.id });
  return { id: row.id, now: new Date(row.epoch * 1000) };
}

/** The arguments that name what a command is about, in the order in which people name it. */
const namingArgs = ['nickname', 'accounts', 'instance', 'local_user', 'remote_user', 'by', 'person'];

/** Returns what the row of an action without a plan stores: what it is about, as it was typed, if anything was named. */
function typedTarget(operation: { readonly secretArgs?: readonly string[] }, args: object): object {
  const shown = new Map(Object.entries(withoutSecrets(operation, args)));
  const action = shown.get('action');
  if (action !== undefined) return { target: `action ${action}` };
  const named = namingArgs.flatMap((name) => {
    const value = shown.get(name);
    return value == null ? [] : [Array.isArray(value) ? value.join(', ') : String(value)];
  });
  return named.length === 0 ? {} : { target: named.join(' → ') };
}

/** Returns a plan as its row stores it: all that people saw of it and that their approval is bound to. */
export const shownOf = ({
  target,
  identity,
  role,
  facts,
  counts,
  samples,
  size,
  before,
  warnings,
  mail,
  alsoRequires,
}: Plan): object => ({
  target,
  identity,
  role,
  facts,
  counts,
  samples,
  size,
  before,
  warnings,
  mail,
  // The stored name is older than the property, and read back by `requirementOf`.
  ...(alsoRequires === undefined ? {} : { alsoTakes: alsoRequires }),
});

/** Returns the arguments with the sensitive ones masked. */
export function withoutSecrets(
  { secretArgs = [] }: { readonly secretArgs?: readonly string[] },
  args: object,
): object {
  return Object.fromEntries(
    Object.entries(args).map(([name, value]) => [
      name,
      secretArgs.includes(name) && value != null ? '[hidden]' : value,
    ]),
  );
}
