import { html, nothing, type TemplateResult } from 'lit';
import type { Trouble } from '../../../discord/sandbox.ts';
import type { BotView, Misbehaving, UnderneathView } from '../../underneath/view.ts';

/** The actions that disturb the bot. */
export interface Disturbances {
  misbehave(how: Misbehaving): void;
  restart(signal: 'SIGTERM' | 'SIGKILL'): void;
}

const buttons: readonly (readonly [how: Misbehaving, label: string])[] = [
  ['drop', 'Disconnect the gateway'],
  ['rate-limit', 'Rate limit for 10 s'],
  ['errors', 'Server errors for 10 s'],
  ['slow', 'Slow responses for 10 s'],
  ['twice', 'Deliver next interaction twice'],
  ['forget', 'Forget next interaction'],
];

const troubleNames: Readonly<Record<Trouble['kind'], string>> = {
  'rate-limit': 'Discord responds to every request with 429',
  failure: 'Discord responds to every request with 500',
  delay: 'Discord responds slowly',
  twice: 'Discord will deliver the next interaction twice',
  forgotten: 'Discord will forget the next interaction',
};

/** Draws the state of the bot and of Discord, and the buttons that disturb them. */
export function drawDisturbances(view: UnderneathView, actions: Disturbances): TemplateResult {
  const { bot, connected, troubles } = view;
  return html`<footer>
    <p class="bot-state" role="status">
      <span class=${`lamp ${bot?.state ?? (connected ? 'running' : 'stopped')}`} aria-hidden="true"></span>
      ${bot ? inWords(bot) : 'Bot'}, ${connected ? 'connected to the gateway' : 'not connected to the gateway'}
    </p>
    ${
      bot?.state === 'stopped'
        ? html`<button type="button" class="start" @click=${() => actions.restart('SIGTERM')}>Start the bot</button>`
        : nothing
    }
    <ul class="troubles" aria-label="Simulated faults">
      ${troubles.map(({ kind, endsIn }) => html`<li>${troubleNames[kind]}${drawEnd(endsIn)}</li>`)}
    </ul>
    <details class="disturb">
      <summary><h3>Simulate faults</h3></summary>
      ${bot && bot.state !== 'stopped' ? drawRestarts(actions) : nothing}
      <div role="group" aria-label="Faults of Discord">
        ${buttons.map(
          ([how, label]) =>
            html`<button type="button" @click=${() => actions.misbehave(how)}>${label}</button>`,
        )}
      </div>
    </details>
  </footer>`;
}

function drawRestarts(actions: Disturbances): TemplateResult {
  return html`<div role="group" aria-label="Faults of the bot">
    <button type="button" @click=${() => actions.restart('SIGTERM')}>Restart the bot</button>
    <button type="button" class="hard" @click=${() => actions.restart('SIGKILL')}>Kill the bot (SIGKILL)</button>
  </div>`;
}

function inWords({ state, ending }: BotView): string {
  if (state !== 'stopped') return `Bot ${state}`;
  return ending === undefined ? 'Bot stopped' : `Bot ended unexpectedly (${ending})`;
}

function drawEnd(endsIn: number | undefined): TemplateResult | typeof nothing {
  return endsIn === undefined
    ? nothing
    : html`, <span class="countdown">${Math.ceil(endsIn / 1000)} s</span> left`;
}
