import { html, nothing, type TemplateResult } from 'lit';
import type { ChannelName, OutsideAct } from '../wire.ts';
import { server } from './server.ts';

/** What people outside can be let do in each channel that shows cards of it. */
const acts: Readonly<Partial<Record<ChannelName, readonly OutsideAct[]>>> = {
  reports: ['report', 'spam'],
  'sign-ups': ['register', 'spam'],
};

/** The labels of the buttons. */
export const outsideLabels: Readonly<Record<OutsideAct, string>> = {
  report: 'Let someone report',
  register: 'Let someone register',
  spam: 'Let in a wave of spam',
};

const following: Readonly<Record<OutsideAct, string>> = {
  report: 'The card follows within 15 seconds.',
  register: 'The card follows within 15 seconds.',
  spam: 'The cards follow within a minute.',
};

export interface OutsideControl {
  /** Draws the buttons of the channel, above its message box. */
  draw(channel: ChannelName): TemplateResult | typeof nothing;
}

/** Creates the buttons by which the visitor lets people outside Discord report accounts or register. */
export function createOutsideControl({ redraw }: { redraw(): void }): OutsideControl {
  /** The act that is running. */
  let running: OutsideAct | undefined;
  let told: { readonly channel: ChannelName; readonly words: string } | undefined;

  async function allow(act: OutsideAct, channel: ChannelName): Promise<void> {
    if (running) return;
    running = act;
    told = undefined;
    redraw();
    const words = await server.outside(act).then(
      ({ happened }) => `${happened} ${following[act]}`,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    running = undefined;
    told = { channel, words };
    redraw();
  }

  return {
    draw(channel) {
      const own = acts[channel];
      if (own === undefined) return nothing;
      return html`<section class="outside" aria-label="People outside Discord">
        <span class="outside-lead">Outside Discord</span>
        ${own.map(
          (act) =>
            html`<button
              type="button"
              id=${`outside-${act}`}
              aria-disabled=${running === undefined ? nothing : 'true'}
              @click=${() => void allow(act, channel)}
            >
              ${outsideLabels[act]}
            </button>`,
        )}
        <p role="status">${running ? 'One moment …' : told?.channel === channel ? told.words : nothing}</p>
      </section>`;
    },
  };
}
