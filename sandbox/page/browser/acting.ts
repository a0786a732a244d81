import type { APIMessage } from 'discord-api-types/payloads/v10';
import type { OutcomeView } from '../wire.ts';
import type { MenuTarget } from './apps-menu.ts';
import type { FilledCommand } from './composer.ts';
import { labelFor } from './message-buttons.ts';
import { type OpenForm, openForm } from './open-form.ts';
import { InteractionFailed, type Place, server } from './server.ts';
import type { SentCommand, State } from './state.ts';

/** The actions of a person. The page shows them while they are in progress and when they fail. */
export interface Acting {
  /** Sends a command. Resolves with whether the sandbox accepted it; the bot may still leave it unanswered. */
  send(command: FilledCommand): Promise<boolean>;
  click(message: APIMessage, customId: string): Promise<void>;
  select(message: APIMessage, customId: string, values: readonly string[]): Promise<void>;
  submit(form: OpenForm, values: Readonly<Record<string, string>>): Promise<void>;
  /** Chooses a command from the menu of a message or member. */
  menu(name: string, target: MenuTarget): Promise<void>;
}

interface ActingSurroundings {
  /** The parts of the page that are told what the person does. */
  readonly observers: {
    /** A command is being sent. */
    sending(): void;
    /** An interaction was sent. */
    sent(interaction: string): void;
    pressed(message: string, label: string): void;
  };
  redraw(): void;
}

export function createActing(state: State, { observers, redraw }: ActingSurroundings): Acting {
  const place = (): Place => ({ as: state.as.name, channel: state.channel });
  let sentSoFar = 0;

  /** Shows the outcome of an action. Resolves with whether the sandbox accepted it. */
  async function act(outcome: Promise<OutcomeView>, failed: () => void): Promise<boolean> {
    const { as } = state;
    state.problem = undefined;
    redraw();
    try {
      const settled = await outcome;
      observers.sent(settled.interaction);
      if (state.as.id !== as.id) return true;
      // The dialog is closed before it is removed, so that the focus returns to where it was.
      document.querySelector('dialog')?.close();
      state.form = openForm(settled);
      return true;
    } catch (error) {
      if (error instanceof InteractionFailed) failed();
      else state.problem = error instanceof Error ? error.message : String(error);
      return error instanceof InteractionFailed;
    } finally {
      redraw();
    }
  }

  async function use(message: APIMessage, customId: string, outcome: () => Promise<OutcomeView>) {
    if (state.waiting.has(message.id)) return;
    state.waiting.set(message.id, customId);
    state.failed.delete(message.id);
    await act(
      outcome().finally(() => state.waiting.delete(message.id)),
      () => state.failed.add(message.id),
    );
  }

  function replaceSent(sent: SentCommand, by: readonly SentCommand[]): void {
    state.sent = state.sent.flatMap((each) => (each === sent ? by : [each]));
  }

  return {
    async send(command) {
      sentSoFar += 1;
      observers.sending();
      const { path } = command;
      const sent = { id: `sent-${sentSoFar}`, place: place(), path, at: new Date(), failed: false };
      state.sent = [...state.sent, sent];
      const outcome = server.command(sent.place, command);
      const taken = await act(outcome, () => replaceSent(sent, [{ ...sent, failed: true }]));
      replaceSent(sent, []);
      redraw();
      return taken;
    },
    click(message, customId) {
      observers.pressed(message.id, labelFor(message, customId));
      return use(message, customId, () => server.click(place(), message.id, customId));
    },
    select: (message, customId, values) =>
      use(message, customId, () => server.select(place(), message.id, customId, values)),
    async menu(name, target) {
      observers.sending();
      await act(server.menu(place(), name, target), () => {
        state.problem = 'The bot did not respond.';
      });
    },
    async submit(form, values) {
      if (form.submitting) return;
      form.submitting = true;
      const outcome = server.submit(place(), form.interaction, values);
      await act(
        outcome.finally(() => {
          form.submitting = false;
        }),
        () => {
          state.problem = 'Something went wrong. Try again.';
        },
      );
    },
  };
}
