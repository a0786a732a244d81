import type { ButtonInteraction, ModalSubmitInteraction } from 'discord.js';
import { agreementOn, type Gate, type Policy, type Press, viewAction } from '../../actions/index.ts';
import { type Catalogue, cancelled, type Desk, detailsOf } from '../../command/index.ts';
import { NotFound } from '../../text/errors.ts';
import type { Reply } from '../../text/reply.ts';
import { text } from '../../text/text.ts';
import type { Answer } from '../messages/answer-buttons.ts';
import { typedIn } from './modals.ts';
import { unknown } from './refuse.ts';

/** What is done for a press. */
export interface Errand {
  /** Where it is answered: on the card that was pressed, or by a message of its own, for one person or for all. */
  readonly answeredBy: 'card' | 'whisper' | 'message';
  /** Whether what is done takes the interaction upon itself before anything can be refused. */
  readonly claims: boolean;
  /** What there is to read of it, if its card does not tell. */
  act(desk: Desk, press: Press): Promise<Reply | null>;
}

interface Knowing {
  readonly catalogue: Catalogue;
  readonly gate: Gate;
  readonly policy: Policy;
}

export function errandFor(
  { catalogue, gate, policy }: Knowing,
  interaction: ButtonInteraction | ModalSubmitInteraction,
  { kind }: Answer,
): Errand {
  switch (kind) {
    case 'approve':
      return onCard((desk, press) => quietly(desk.castVote(press, { vote: 'approve' })));
    case 'deny': {
      const reason = interaction.isModalSubmit() ? typedIn(interaction) : '';
      return onCard((desk, press) => quietly(desk.castVote(press, { vote: 'deny', reason })));
    }
    case 'cancel':
      return onCard(async (desk, press) => {
        await desk.cancel(press);
        return cancelled(press.actionId);
      });
    case 'retry':
      return onCard((desk, press) => quietly(desk.retry(press)));
    case 'yes':
      return onCard((desk, press) => carriedOut(catalogue, desk, press));
    case 'run':
      return {
        answeredBy: 'whisper',
        claims: true,
        act: (desk, press) => carriedOut(catalogue, desk, press),
      };
    case 'again':
      return {
        answeredBy: 'whisper',
        claims: false,
        act: async (desk, press) => {
          const { actionId } = await desk.askAgain(press);
          return {
            tone: 'information',
            line: text`Asked again, as action ${actionId}; its card is in this channel.`,
            data: null,
          };
        },
      };
    case 'details':
      return {
        answeredBy: 'whisper',
        claims: false,
        act: async (desk, press) => {
          const view = await viewAction(desk.em, press.actionId);
          if (view === null) throw new NotFound(text`There is no action ${press.actionId}.`);
          // Who may agree need not be a moderator, and is to know to what.
          const { roleSets } = agreementOn(policy, view.action);
          gate(press.caller, { eachOf: [[...policy.askers.routine, ...roleSets.flat()]] });
          return detailsOf(desk, view, catalogue);
        },
      };
    case 'undo':
    case 'keep':
      return {
        answeredBy: 'message',
        claims: false,
        act: (desk, press) => {
          const command = catalogue.behind(`action.${kind}`)?.command;
          if (command === undefined) throw unknown('this button');
          return command.prepare({ action: press.actionId })(desk);
        },
      };
  }
}

const onCard = (act: Errand['act']): Errand => ({ answeredBy: 'card', claims: true, act });

/** The card tells it all. */
async function quietly(done: Promise<void>): Promise<null> {
  await done;
  return null;
}

async function carriedOut(catalogue: Catalogue, desk: Desk, press: Press): Promise<Reply | null> {
  const { action, outcome, secrets } = await desk.carryOut(press, desk.secret);
  const told = catalogue.behind(action.operation)?.command.acting?.told(outcome, secrets);
  if (told === undefined) return null;
  return {
    tone: 'done',
    line: told.line,
    fields: [
      ...(told.fields ?? []),
      ...(action.reason == null ? [] : [{ name: 'Reason', value: text`${action.reason}` }]),
    ],
    footer: text`Action ${action.id}`,
    data: null,
  };
}
