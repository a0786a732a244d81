import { HTTPException } from 'hono/http-exception';
import type { SandboxInteraction } from '../discord/sandbox.ts';
import { NoSession } from '../discord/sending.ts';
import type { OutcomeView } from './wire.ts';

const OPEN_MODALS = 50;

export interface OpenModals {
  /**
   * Waits for the first answer to an interaction that is being sent, and returns its modal, if it is one.
   *
   * @throws {HTTPException} 504 when no answer comes in time, or the bot has no session
   */
  outcome(person: string, sending: Promise<SandboxInteraction>): Promise<OutcomeView>;
  /**
   * Returns the interaction whose modal the person has open.
   *
   * @throws {HTTPException} 404 when there is none
   */
  find(person: string, id: string): SandboxInteraction;
}

/** Creates a store of the latest 50 interactions that were answered with a modal. */
export function openModals(): OpenModals {
  const open = new Map<string, { person: string; interaction: SandboxInteraction }>();

  return {
    async outcome(person, sending) {
      const interaction = await sending.catch((error: unknown) => {
        throw error instanceof NoSession ? new HTTPException(504, { message: error.message }) : error;
      });
      const answer = await interaction.answered().catch(() => {
        throw new HTTPException(504, { message: 'The bot did not respond within 3 seconds.' });
      });
      if (answer.modal) {
        open.set(interaction.id, { person, interaction });
        const [oldest] = open.keys();
        if (open.size > OPEN_MODALS && oldest) open.delete(oldest);
      }
      return { interaction: interaction.id, modal: answer.modal };
    },
    find(person, id) {
      const found = open.get(id);
      if (found?.person !== person) {
        throw new HTTPException(404, { message: 'The form is no longer open. Start again.' });
      }
      return found.interaction;
    },
  };
}
