import { sql } from 'kysely';
import type { Em } from '../../database/connection/connection.ts';
import { fingerprint, type Plan } from '../../operations/index.ts';
import type { Json } from '../../text/reply.ts';
import type { CardPlace } from '../../text/text.ts';
import type { ActionRequest, FindDefinition } from '../request.ts';

/** A request for the same, which others have yet to approve, or which is approved and has yet to run. */
export interface SameRequest {
  readonly id: number;
  readonly requesterId: string;
  readonly requesterName: string;
  readonly isApproved: boolean;
  /** Where its card is; null where it has none yet. */
  readonly card: CardPlace | null;
}

/**
 * Returns the request that is pending for the same, of anybody; null where there is none. A request whose result only
 * its requester sees, such as a reset link, counts only for its requester. The advisory lock serializes concurrent
 * requests: the second one waits until the first one is committed.
 */
export async function findSameRequest<Args extends object, Outcome extends Json>(
  { definitionOf }: { readonly definitionOf: FindDefinition },
  em: Em,
  { operation, args, caller }: ActionRequest<Args, Outcome>,
  plan: Plan,
): Promise<SameRequest | null> {
  const isPersonal = definitionOf(operation.name)?.needsRequester(args) === true;
  await sql`
    select pg_advisory_xact_lock(hashtext('steward.asked'), hashtext(${operation.name}::text))`.execute(
    em.getKysely(),
  );
  const { rows } = await sql<Omit<SameRequest, 'card'> & CardPlace & { isDrawn: boolean }>`
    select id::integer, requester_id as "requesterId", requester_name as "requesterName",
      state = 'approved' as "isApproved", guild_id as "guildId", channel_id as "channelId", message_id as "messageId",
      num_nulls(guild_id, channel_id, message_id) = 0 as "isDrawn"
    from steward.actions
    where state in ('proposed', 'approved') and votes_needed > 0 and deadline > now()
      and operation = ${operation.name} and args = ${JSON.stringify(args)}::jsonb
      and fingerprint = ${fingerprint(plan)} and (requester_id = ${caller.id} or not ${isPersonal}::boolean)
    order by requester_id = ${caller.id} desc, id limit 1`.execute(em.getKysely());
  const [found] = rows;
  if (found === undefined) return null;
  const { guildId, channelId, messageId, isDrawn, ...request } = found;
  return { ...request, card: isDrawn ? { guildId, channelId, messageId } : null };
}
