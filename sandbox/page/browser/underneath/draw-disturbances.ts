import { html, nothing, type TemplateResult } from 'lit';
import type { Trouble } from '../../../discord/sandbox.ts';
import type { BotView, Misbehaving, UnderneathView } from '../../underneath/view.ts';

/** The actions that disturb the bot. */
export interface Disturbances {
  misbehave(how: Misbehaving): void;
  restart(signal: 'SIGTERM' | 'SIGKILL'): void;
}

const buttons: readonly (readonly [how: Misbehaving, label: string])[] = [
  ['drop', 'Drop the gateway'],
  ['rate-limit', 'Rate limit for 10 s'],
  ['errors', 'Server errors for 10 s'],
  ['slow', 'Slow answers for 10 s'],
  ['twice', 'Deliver the next twice'],
  ['forget', 'Forget the next'],
];

const troubleNames: Readonly<Record<Trouble['kind'], string>> = {
  'rate-limit': 'Discord answers every request with 429',
  failure: 'Discord answers every request with 500',
  delay: 'Discord answers late',
  twice: 'Discord will deliver the next interaction twice',
  forgotten: 'Discord will forget the next interaction',
};

/** Draws the state of the bot and of Discord, and the buttons that disturb them. */
export function drawDisturbances(view: UnderneathView, actions: Disturbances): TemplateResult {
  const { bot, connected, troubles } = view;
  return html`<footer>
    <p class="bot-state" role="status">
      <span class=${`lamp ${bot?.state ?? (connected ? 'running' : 'stopped')}`} aria-hidden="true"></span>
      ${bot ? inWords(bot) : 'Bot'}, ${connected ? 'on the gateway' : 'not on the gateway'}
    </p>
    ${
      bot?.state === 'stopped'
        ? html`<button type="button" class="start" @click=${() => actions.restart('SIGTERM')}>Start the bot</button>`
        : nothing
    }
    <ul class="troubles" aria-label="What Discord does wrong">
      ${troubles.map(({ kind, endsIn }) => html`<li>${troubleNames[kind]}${drawEnd(endsIn)}</li>`)}
    </ul>
    <details class="disturb">
      <summary><h3>Make trouble</h3></summary>
      ${bot && bot.state !== 'stopped' ? drawRestarts(actions) : nothing}
      <div role="group" aria-label="Make Discord misbehave">
        ${buttons.map(
          ([how, label]) =>
            html`<button type="button" @click=${() => actions.misbehave(how)}>${label}</button>`,
        )}
      </div>
    </details>
  </footer>`;
}

function drawRestarts(actions: Disturbances): TemplateResult {
  return html`<div role="group" aria-label="The bot">
    <button type="button" @click=${() => actions.restart('SIGTERM')}>Restart the bot</button>
    <button type="button" class="hard" @click=${() => actions.restart('SIGKILL')}>Kill it hard (SIGKILL)</button>
  </div>`;
}

function inWords({ state, ending }: BotView): string {
  if (state !== 'stopped') return `Bot ${state}`;
  return ending === undefined ? 'Bot stopped' : `Bot ended by itself (${ending})`;
}

function drawEnd(endsIn: number | undefined): TemplateResult | typeof nothing {
  return endsIn === undefined
    ? nothing
    : html`, for <span class="countdown">${Math.ceil(endsIn / 1000)} s</span> more`;
}
