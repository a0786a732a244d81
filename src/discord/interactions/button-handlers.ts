import type { ButtonInteraction, ModalSubmitInteraction } from 'discord.js';
import {
  type ApprovalPolicy,
  type Decision,
  type Gate,
  requirementOf,
  viewAction,
} from '../../actions/index.ts';
import {
  approve,
  approveAndTell,
  type Catalogue,
  type CommandContext,
  cancelled,
  detailsOf,
  notApproved,
  readDenialReason,
  requestedBefore,
  summaryReply,
} from '../../command/index.ts';
import { NotFound } from '../../text/errors.ts';
import type { Reply } from '../../text/reply.ts';
import { noSuchAction } from '../../text/sentences.ts';
import { text } from '../../text/text.ts';
import type { ActionButton } from '../messages/action-buttons.ts';
import { valueTypedIn } from './modals.ts';
import { unknown } from './refuse.ts';

/** How the press of a button is handled. */
export interface ButtonHandler {
  /**
   * Where the answer appears: on the pressed card, in place of the pressed ephemeral question, in an ephemeral message,
   * or in a public message.
   */
  readonly answeredBy: 'card' | 'question' | 'whisper' | 'message';
  /** Whether `act` claims the interaction before it can refuse anything. */
  readonly claims: boolean;
  /**
   * Carries out the decision. Returns the reply, or null where the card shows everything. A reply to a press of a card
   * that is for the caller alone appears in an ephemeral message.
   */
  act(context: CommandContext, decision: Decision): Promise<Reply | null>;
}

interface HandlerDependencies {
  readonly catalogue: Catalogue;
  readonly gate: Gate;
  readonly policy: ApprovalPolicy;
}

export function buttonHandlerFor(
  dependencies: HandlerDependencies,
  interaction: ButtonInteraction | ModalSubmitInteraction,
  { kind, seen }: ActionButton,
): ButtonHandler {
  const { catalogue } = dependencies;
  switch (kind) {
    case 'approve':
      return seen === null
        ? onCard((context, decision) => approve(catalogue, context, { decision, seen }))
        : onQuestion((context, decision) => approveAndTell(catalogue, context, { decision, seen }));
    case 'dismiss':
      return onQuestion(() => Promise.resolve(notApproved));
    case 'deny': {
      const typed = interaction.isModalSubmit() ? valueTypedIn(interaction) : '';
      return onCard(async (context, decision) =>
        withoutReply(context.castVote(decision, { vote: 'deny', reason: readDenialReason(typed) })),
      );
    }
    case 'cancel':
      return onCard(async (context, decision) => {
        await context.cancel(decision);
        return cancelled(decision.actionId);
      });
    case 'retry':
      return onCard((context, decision) => withoutReply(context.retry(decision)));
    case 'yes':
      return onCard((context, decision) => confirmAndSummarize(catalogue, context, decision));
    case 'run':
      return {
        answeredBy: 'whisper',
        claims: true,
        act: (context, decision) => confirmAndSummarize(catalogue, context, decision),
      };
    case 'again':
      return { answeredBy: 'whisper', claims: false, act: askAgain };
    case 'details':
      return {
        answeredBy: 'whisper',
        claims: false,
        act: (context, decision) => showDetails(dependencies, context, decision),
      };
    case 'undo':
    case 'keep':
      return {
        answeredBy: kind === 'undo' ? 'message' : 'whisper',
        claims: false,
        act: (context, decision) => runCommand(catalogue, context, `action.${kind}`, decision),
      };
  }
}

const onCard = (act: ButtonHandler['act']): ButtonHandler => ({ answeredBy: 'card', claims: true, act });
const onQuestion = (act: ButtonHandler['act']): ButtonHandler => ({
  answeredBy: 'question',
  claims: true,
  act,
});

/** Waits for the work and returns no reply, since the card shows everything. */
async function withoutReply(done: Promise<void>): Promise<null> {
  await done;
  return null;
}

async function askAgain(context: CommandContext, decision: Decision): Promise<Reply> {
  const { actionId, requirement, pending } = await context.askAgain(decision);
  if (pending !== null) return requestedBefore({ pending, requirement }, decision.caller);
  return {
    tone: 'information',
    line: text`Requested again as action ${actionId}.`,
    data: null,
  };
}

async function showDetails(
  { catalogue, gate, policy }: HandlerDependencies,
  context: CommandContext,
  decision: Decision,
): Promise<Reply> {
  const view = await viewAction(context.em, decision.actionId);
  if (view === null) throw new NotFound(noSuchAction(decision.actionId));
  // An approver need not be a moderator, and must see what the vote is about.
  const { roleSets } = requirementOf(policy, view.action);
  gate(decision.caller, { eachOf: [[...new Set([...policy.askers.routine, ...roleSets.flat()])]] });
  return detailsOf(context, view, catalogue);
}

/** Runs the command of an operation on an action. */
function runCommand(
  catalogue: Catalogue,
  context: CommandContext,
  operation: string,
  { actionId }: Decision,
): Promise<Reply> {
  const command = catalogue.byOperation(operation)?.command;
  if (command === undefined) throw unknown('this button');
  return command.prepare({ action: actionId })(context);
}

async function confirmAndSummarize(
  catalogue: Catalogue,
  context: CommandContext,
  decision: Decision,
): Promise<Reply | null> {
  const { action, outcome, secrets } = await context.confirmAction(decision, context.secret);
  const summary = catalogue.byOperation(action.operation)?.command.summarize(outcome, secrets);
  if (summary === undefined) return null;
  return {
    tone: 'done',
    ...summaryReply(summary, [
      ...(action.reason == null ? [] : [{ name: 'Reason', value: text`${action.reason}` }]),
      ...(summary.fields ?? []),
    ]),
    footer: text`Action ${action.id}`,
    data: null,
  };
}
