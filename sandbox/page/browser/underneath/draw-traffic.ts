import { html, nothing, type TemplateResult } from 'lit';
import type { TrafficView } from '../../underneath/view.ts';

/** Draws the events from Discord to the bot and the requests of the bot, in order. */
export function drawTraffic(traffic: readonly TrafficView[]): TemplateResult {
  return html`<ol class="traffic">
    ${traffic.map((each) => html`<li class=${each.from}>${drawOne(each)}</li>`)}
  </ol>`;
}

function drawOne({
  after,
  from,
  title,
  note,
  path,
  status,
  took,
  body,
  refusal,
}: TrafficView): TemplateResult {
  return html`<details>
    <summary>
      <span class="after">${after} ms</span>
      <span class="arrow" role="img" aria-label=${from === 'bot' ? 'Bot to Discord' : 'Discord to bot'}
        >${from === 'bot' ? '→' : '←'}</span
      >
      <span class="title">${title} ${note === '' ? nothing : html`<span class="hint">${note}</span>`}</span>
      ${status === undefined ? nothing : html`<span class=${status < 400 ? 'status' : 'status bad'}>${status}</span>`}
    </summary>
    ${path === undefined ? nothing : html`<p class="path"><code>${path}</code></p>`}
    ${took === undefined ? nothing : html`<p class="hint">answered after ${took} ms</p>`}
    ${body === undefined ? html`<p class="hint">no body</p>` : html`<pre>${JSON.stringify(body, null, 2)}</pre>`}
    ${refusal === undefined ? nothing : html`<p class="hint">Discord’s response</p><pre>${JSON.stringify(refusal, null, 2)}</pre>`}
  </details>`;
}
