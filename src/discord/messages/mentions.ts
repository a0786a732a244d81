import { type REST, Routes, roleMention, userMention } from 'discord.js';
import { sql } from 'kysely';
import type { Logger } from 'pino';
import type { Action } from '../../../entities/steward/index.ts';
import { type ActionView, type ApprovalPolicy, requirementOf } from '../../actions/index.ts';
import { type Catalogue, needsRequester, phraseOf } from '../../command/index.ts';
import type { Database } from '../../database/connection/connection.ts';
import { joinTexts, type Text, text } from '../../text/text.ts';
import { ifThere } from './if-there.ts';
import { clip, limits } from './limits.ts';
import { markdown } from './markdown.ts';

interface MentionDependencies {
  readonly database: Database;
  readonly rest: REST;
  readonly catalogue: Catalogue;
  readonly policy: ApprovalPolicy;
  readonly log: Logger;
}

/** A message that rings for somebody. `kind` is stored, so that each is posted once. */
interface Mention {
  readonly kind: string;
  readonly roles: readonly string[];
  readonly users: readonly string[];
  readonly words: Text;
}

/**
 * Mentions the approvers when an action needs their approval, and the requester when their request was approved, was
 * denied, expired, failed or is out of date: each once, in a message that refers to the card, since an edit rings for nobody. A
 * mention that is over is deleted.
 */
export async function updateMention(
  dependencies: MentionDependencies,
  { action }: ActionView,
  cardMessageId: string,
): Promise<void> {
  const { id, channelId, mention: earlier, mentionMessageId, votesNeeded, drawn } = action;
  // An action of an earlier version, whose card was drawn before there were mentions, is left alone.
  if (channelId == null || votesNeeded === 0 || (drawn > 0 && earlier == null)) return;
  const mention = readMention(dependencies, action);
  if (mention === 'unchanged' || mention.kind === earlier) return;
  const { database, rest } = dependencies;
  if (mentionMessageId != null) {
    await ifThere(rest.delete(Routes.channelMessage(channelId, mentionMessageId)));
  }
  const { kind, roles, users, words } = mention;
  const mentioned = [...roles.map(roleMention), ...users.map(userMention)];
  const posted =
    mentioned.length === 0
      ? null
      : ((await rest.post(Routes.channelMessages(channelId), {
          body: {
            content: clip(`${mentioned.join(' ')} ${markdown(words)}`, limits.content),
            allowed_mentions: { roles, users },
            message_reference: { message_id: cardMessageId, fail_if_not_exists: false },
            // Discord drops a duplicate by the nonce, after a crash before the update.
            nonce: `${id}-${kind}`,
            enforce_nonce: true,
          },
        })) as { readonly id: string });
  await sql`
    update steward.actions set mention = ${kind}, mention_message_id = ${posted?.id ?? null} where id = ${id}`.execute(
    database.em.fork().getKysely(),
  );
}

/** The mention that an action calls for now. Of one that this version cannot read, the earlier mention ends with it. */
function readMention(dependencies: MentionDependencies, action: Action): Mention | 'unchanged' {
  try {
    return mentionOf(dependencies, action);
  } catch (error) {
    dependencies.log.error({ err: error, actionId: action.id }, 'a mention could not be made');
    return action.state === 'proposed' ? 'unchanged' : over;
  }
}

function mentionOf({ catalogue, policy }: MentionDependencies, action: Action): Mention | 'unchanged' {
  const phrase = phraseOf(action, catalogue);
  const forRequester = (kind: string, ...words: readonly Text[]): Mention => ({
    kind,
    roles: [],
    // A person who acts by the console has no Discord account.
    users: /^\d{17,20}$/.test(action.requesterId) ? [action.requesterId] : [],
    words: joinTexts(words, ' '),
  });
  switch (action.state) {
    case 'proposed':
      return {
        kind: 'needed',
        roles: policy.approversMentioned ? [...new Set(requirementOf(policy, action).roleSets.flat())] : [],
        users: [],
        words: text`Approval needed: ${phrase}.`,
      };
    case 'approved':
      // An action that runs at once may turn out to be out of date. Its requester is told what became of it.
      return needsRequester(action, catalogue)
        ? forRequester('approved', text`Approved: ${phrase}.`, text`Press "Run now" on the card.`)
        : over;
    case 'following':
    case 'done':
      return needsRequester(action, catalogue) ? over : forRequester('approved', text`Approved: ${phrase}.`);
    case 'denied':
      return forRequester('denied', text`Denied: ${phrase}.`);
    case 'expired':
      return forRequester('expired', text`Expired: ${phrase}.`);
    case 'stale':
      return forRequester('stale', text`Out of date: ${phrase}.`, text`Nothing was changed.`);
    case 'cancelled':
      return over;
    case 'failed':
      return forRequester('failed', text`Failed: ${phrase}.`, text`Nothing was changed.`);
    case 'running':
    case 'undone':
      return 'unchanged';
  }
}

/** No mention: the one before is deleted. */
const over: Mention = { kind: 'over', roles: [], users: [], words: text`` };
