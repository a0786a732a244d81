import { type APIMessage, MessageFlags } from 'discord-api-types/v10';
import { cardsOf, labelsOf } from './people.ts';
import type { Sight } from './scene.ts';

interface Shown {
  readonly id: number;
  readonly state: string;
  readonly operation: string;
  readonly visibility: 'private' | 'public';
  readonly votes_needed: number;
  readonly reverses_at: Date | null;
  readonly interaction_id: string | null;
  /** Whether a later action recorded whether one of its accounts is active. */
  readonly is_decided_later: boolean;
  /** Whether Steward itself has undone it, at the end of its time. */
  readonly is_reverted: boolean;
}

const titles: Readonly<Record<string, string>> = {
  approved: 'Approved',
  following: 'Finishing in Akkoma',
  done: 'Done',
  undone: 'Undone',
  failed: 'Failed',
  stale: 'Out of date',
  denied: 'Denied',
  cancelled: 'Cancelled',
  expired: 'Expired',
};

/** The expected heading of the action's card, before a colon. */
function titleOf({ state, votes_needed: votes, is_reverted: isReverted }: Shown): string | undefined {
  if (state === 'proposed') return votes > 0 ? 'Approval required' : undefined;
  return isReverted ? 'Reverted' : titles[state];
}

const undoable =
  /^(post\.delete|report\.(resolve|dismiss|reopen)|user\.(un)?(tag|set|invite|confirm|confirm_all|change_email|(de)?activate|(de)?activate_all_from_instance))$/;

/** The expected buttons of the action's card. */
function labelsFor(shown: Shown): string[] {
  const { state, operation, votes_needed: votes, reverses_at: reversesAt } = shown;
  const isTheirs = operation === 'user.change_email';
  switch (state) {
    case 'proposed':
      return votes > 0 ? ['Approve', 'Deny', 'Show details', 'Cancel request'] : ['Run now', 'Cancel'];
    case 'approved':
      return isTheirs ? ['Run now', 'Cancel request'] : ['Cancel request'];
    case 'done':
      return [
        ...(reversesAt === null ? [] : ['Make permanent']),
        ...(undoable.test(operation) ? ['Undo'] : []),
      ];
    case 'failed':
      return isTheirs ? [] : ['Retry'];
    case 'stale':
    case 'expired':
      return isTheirs ? [] : ['Request again'];
    default:
      return [];
  }
}

/** Returns the errors of the public cards: a card that is missing, or that shows another state than the row. */
export async function wrongCards(scene: Sight): Promise<string[]> {
  const { rows } = await scene.client.query<Shown>(
    `select id::integer, state, operation, visibility, votes_needed, reverses_at, interaction_id, exists (
       select from steward.changes own join steward.changes later on later.key = own.key and later.table_name = 'users'
       where own.action_id = actions.id and own.table_name = 'users' and own.after ? 'is_active'
         and later.action_id > actions.id and later.after ? 'is_active') as is_decided_later,
       exists (select from steward.audit_log entry where entry.action_id = actions.id
         and entry.event = 'action.undone' and entry.actor_id = 'system:steward') as is_reverted
     from steward.actions where channel_id is not null order by id`,
  );
  const thinking = new Set(everybodyOf(scene).filter(isThinking).map(interactionOf));
  return rows.flatMap((shown) => {
    const name = `action ${shown.id} (${shown.operation}, ${shown.state}, ${shown.visibility})`;
    const cards = cardsOf(scene, shown.id);
    const isUnanswered = shown.interaction_id !== null && thinking.has(shown.interaction_id);
    return [
      ...(isUnanswered && shown.votes_needed === 0 ? [`${name}: its answer still says "thinking"`] : []),
      ...(shown.visibility === 'public' && cards.length === 0 ? [`${name}: has no card`] : []),
      ...(shown.visibility === 'private' && cards.length > 0 ? [`${name}: is seen by everybody`] : []),
      ...cards.flatMap((card) => faultsOf(card, shown).map((fault) => `${name}: ${fault}`)),
    ];
  });
}

function faultsOf(card: APIMessage, shown: Shown): string[] {
  const title = card.embeds[0]?.title;
  // Which undos need approvals is a matter of the policy.
  const labels = labelsOf(card).map((label) => (label === 'Request undo' ? 'Undo' : label));
  // The card says that a superseded action is no longer undone automatically; such an action cannot be kept either.
  const isSuperseded = shown.is_decided_later && isNoLonger(card);
  const expected = labelsFor(isSuperseded ? { ...shown, reverses_at: null } : shown);
  return [
    ...(title?.split(':')[0] === titleOf(shown) ? [] : [`its card says ${title}`]),
    ...(labels.join() === expected.join() ? [] : [`its card has the buttons ${labels.join()}`]),
  ];
}

const isNoLonger = ({ embeds }: APIMessage): boolean =>
  embeds[0]?.fields?.some(
    ({ name, value }) => name === 'No automatic revert' && value.startsWith('Replaced by '),
  ) === true;

/** All messages that anyone sees: the public ones, and the private ones of each person. */
const everybodyOf = ({ discord }: Sight): APIMessage[] =>
  discord.guild.members
    .filter(({ user }) => user.bot !== true)
    .flatMap(({ user }) => [...discord.as(user.username).messages()]);

export const isThinking = ({ flags }: APIMessage): boolean => ((flags ?? 0) & MessageFlags.Loading) !== 0;

const interactionOf = ({ interaction_metadata: metadata }: APIMessage): string | undefined => metadata?.id;

/** Returns the secrets that everybody can read. */
export async function secretsSeen(scene: Sight): Promise<string[]> {
  const { rows } = await scene.client.query<{ token: string }>(
    `select token from user_invite_tokens union all select token from password_reset_tokens`,
  );
  const seen = JSON.stringify(scene.discord.as('eve').messages());
  return [...rows.map(({ token }) => token), ...scene.secrets].filter((secret) => seen.includes(secret));
}
