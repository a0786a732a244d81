import '@skyra/discord-components-core/discord-command.js';
import { html, nothing, type TemplateResult } from 'lit';
import type { PeopleView } from '../wire.ts';
import { drawOnlyYou } from './draw-only-you.ts';
import './message-style.ts';
import { messageMoment } from './moments.ts';
import type { SentCommand } from './state.ts';

/** Draws a command that is being sent, or that the bot did not answer. */
export function drawSent(
  { id, place, path, at, failed }: SentCommand,
  people: PeopleView,
  dismiss: (id: string) => void,
): TemplateResult {
  const person = people.people.find(({ name }) => name === place.as);
  return html`<discord-message
    role="article"
    aria-label="Steward"
    class=${failed ? 'ephemeral' : ''}
    author="Steward"
    avatar=${people.botAvatar}
    role-color="var(--bell)"
    bot
    .timestamp=${messageMoment(at.toISOString())}
  >
    <discord-command
      slot="reply"
      author=${person?.displayName ?? place.as}
      avatar=${person?.avatar ?? people.botAvatar}
      role-color=${person?.colour ?? nothing}
      command=${path}
    ></discord-command>
    ${
      failed
        ? html`<span class="unanswered">${exclamation} The application did not respond</span>`
        : html`<span class="thinking">Sending command…</span>`
    }
    ${failed ? drawOnlyYou(`/${path}, ${at.toLocaleTimeString('en-GB')}`, () => dismiss(id)) : nothing}
  </discord-message>`;
}

/** The icon that Discord puts before a failure message. */
export const exclamation: TemplateResult = html`<svg class="exclamation" viewBox="0 0 24 24" aria-hidden="true">
  <circle cx="12" cy="12" r="10" />
  <path d="M11 6h2v8h-2zM11 16h2v2h-2z" />
</svg>`;
