import { type REST, Routes } from 'discord.js';
import { sql } from 'kysely';
import type { Logger } from 'pino';
import type { Action } from '../../../entities/steward/index.ts';
import { type ActionView, type ApprovalPolicy, readPlan, viewAction } from '../../actions/index.ts';
import {
  type Catalogue,
  type CommandContext,
  cardOf,
  stateInWords,
  type TargetAccount,
  targetAccountOf,
} from '../../command/index.ts';
import type { Database } from '../../database/connection/connection.ts';
import type { Reply } from '../../text/reply.ts';
import { capitalized, command, text } from '../../text/text.ts';
import { addressedTo } from './addressed.ts';
import { bodyOf, postOnce, shownBy } from './card-message.ts';
import type { CommandIds } from './command-mention.ts';
import { ifThere } from './if-there.ts';
import { updateMention } from './mentions.ts';

interface CardsDependencies {
  readonly database: Database;
  readonly rest: REST;
  readonly applicationId: Promise<string>;
  readonly catalogue: Catalogue;
  readonly policy: ApprovalPolicy;
  readonly instance: CommandContext['instance'];
  readonly commandIds: CommandIds;
  readonly log: Logger;
}

/**
 * Creates the handler of the job `card`, which brings an action's card up to date with its row. Only this job draws
 * public cards, one after the other for each action, so a card never returns to an earlier state.
 *
 * @throws Error where Discord does not accept the card now; the job must be retried.
 */
export function createCards(
  dependencies: CardsDependencies,
): (payload: { readonly action: number }) => Promise<void> {
  const { database } = dependencies;
  return async ({ action: id }) => {
    const view = await viewAction(database.em.fork(), id);
    if (view === null || view.action.drawn >= view.action.revision) return;
    const { revision } = view.action;
    const { messageId, isPosted } = await show(dependencies, view, await drawn(dependencies, view));
    // The mention is posted before the card counts as drawn. After a crash it is posted again, and Discord drops the
    // duplicate by its nonce.
    if (messageId !== null) await updateMention(dependencies, view, messageId);
    const { interactionToken } = view.action;
    const unusable = isPosted ? interactionToken : null;
    await sql`
      update steward.actions set drawn = greatest(drawn, ${revision}::integer),
        message_id = coalesce(${messageId}, message_id), interaction_token = nullif(interaction_token, ${unusable})
      where id = ${id}`.execute(database.em.fork().getKysely());
    if (unusable != null) await deleteAnswer(dependencies, unusable);
  };
}

/**
 * The card of an action. Where this version cannot draw what another version stored, a card with the action's number
 * and state only, since a retry would always fail.
 */
async function drawn(dependencies: CardsDependencies, view: ActionView): Promise<Reply> {
  const { catalogue, policy, log } = dependencies;
  try {
    return cardOf(view, { catalogue, policy, target: await targetOf(dependencies, view) });
  } catch (error) {
    const { id, state } = view.action;
    log.error({ err: error, actionId: id }, 'a card could not be drawn');
    return {
      tone: 'information',
      title: capitalized(stateInWords({ state }, undefined)),
      line: text`Another version of Steward stored this action, which is ${stateInWords({ state }, undefined)}. See ${command('action show')}.`,
      footer: text`Action ${id}`,
      data: null,
    };
  }
}

/** The account that an undecided action is about; null for other actions, and where it cannot be read now. */
async function targetOf(
  { database, instance, log }: CardsDependencies,
  { action: { id, state, plan } }: ActionView,
): Promise<TargetAccount | null> {
  if (state !== 'proposed' && state !== 'approved') return null;
  try {
    return await targetAccountOf({ em: database.em.fork(), instance }, readPlan(plan), id);
  } catch (error) {
    log.warn({ err: error, actionId: id }, 'the account of a card could not be read');
    return null;
  }
}

interface Shown {
  /** The message that shows the card; null where no message can show it any more. */
  readonly messageId: string | null;
  /** Whether it is a new message in the channel. */
  readonly isPosted: boolean;
}

async function show(dependencies: CardsDependencies, view: ActionView, card: Reply): Promise<Shown> {
  const { action } = view;
  const isPublic = action.visibility !== 'private';
  const edited =
    (await byInteraction(dependencies, action, card)) ??
    (isPublic ? await byMessage(dependencies, action, card) : null);
  // A private answer is visible to its caller only.
  if (edited !== null || !isPublic) return { messageId: edited, isPosted: false };
  const posted = await postNew(dependencies, action, card);
  return { messageId: posted, isPosted: posted !== null };
}

/**
 * Deletes the answer to the interaction of a card that was posted to the channel. Discord may have delivered the
 * interaction again meanwhile, and have accepted the deferral of that delivery.
 */
async function deleteAnswer(
  { rest, applicationId, log }: CardsDependencies,
  interactionToken: string,
): Promise<void> {
  const route = Routes.webhookMessage(await applicationId, interactionToken, '@original');
  try {
    await ifThere(rest.delete(route, { auth: false }));
  } catch (error) {
    log.warn({ err: error }, 'an answer that a card has replaced could not be deleted');
  }
}

/** Edits the answer to the interaction, which Discord allows for 15 minutes. */
async function byInteraction(
  { rest, applicationId, commandIds }: CardsDependencies,
  { interactionToken }: Action,
  card: Reply,
): Promise<string | null> {
  if (interactionToken == null) return null;
  const route = Routes.webhookMessage(await applicationId, interactionToken, '@original');
  return shownBy(rest.patch(route, { ...bodyOf(card, commandIds), auth: false }));
}

async function byMessage(
  { rest, commandIds }: CardsDependencies,
  { channelId, messageId }: Action,
  card: Reply,
): Promise<string | null> {
  if (messageId == null || channelId == null) return null;
  return shownBy(rest.patch(Routes.channelMessage(channelId, messageId), bodyOf(card, commandIds)));
}

/** Posts the card as a new message. */
function postNew(
  { rest, commandIds }: CardsDependencies,
  action: Action,
  card: Reply,
): Promise<string | null> | null {
  if (action.channelId == null) return null;
  const { body, files } = bodyOf(card, commandIds);
  const isMember = /^\d+$/.test(action.requesterId);
  const content = isMember ? addressedTo(action.requesterId, body) : body.content;
  return postOnce(rest, action.channelId, { body: { ...body, content }, files }, nonceOf(action));
}

const nonceOf = ({ id, messageId }: Action): string => `${id}-${messageId?.slice(-9) ?? 'first'}`;
