import '@skyra/discord-components-core/discord-messages.js';
import { html, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { drawMessage, type MessageActions } from './draw-message.ts';
import { drawSent } from './draw-sent.ts';
import { continues } from './message-groups.ts';
import type { State } from './state.ts';

/** Draws the channel as the person sees it: its messages, and the commands that they have just sent, by time. */
export function drawChannel(state: State, actions: MessageActions): TemplateResult {
  const messages = state.messages
    .filter(({ id }) => !state.dismissed.has(id))
    .map((message, index, all) => ({
      key: message.id,
      at: Date.parse(message.timestamp),
      draw: () => drawMessage(message, { ...state, headless: continues(message, all[index - 1]) }, actions),
    }));
  const sent = state.sent
    .filter(({ place }) => place.as === state.as.name && place.channel === state.channel)
    .map((command) => ({
      key: command.id,
      at: command.at.getTime(),
      draw: () => drawSent(command, state.people, actions.dismiss),
    }));
  const visible = [...messages, ...sent]
    .filter(({ key }) => !state.dismissed.has(key))
    .sort((one, other) => one.at - other.at);
  if (visible.length === 0) return html`<p class="empty">No messages yet.</p>`;
  return html`<discord-messages no-background
    >${repeat(
      visible,
      ({ key }) => `${state.as.id} ${key}`,
      ({ draw }) => draw(),
    )}</discord-messages
  >`;
}
