import { html, type TemplateResult } from 'lit';

/** A value of a column: text as it is, isolated from the direction of what surrounds it; anything else as JSON. */
export function drawValue(value: unknown): TemplateResult {
  if (value === undefined) return html`<span class="absent" aria-label="nothing">–</span>`;
  if (typeof value === 'string') return html`<bdi>${value}</bdi>`;
  return html`<bdi class="json">${JSON.stringify(value)}</bdi>`;
}

/** JSON, to be unfolded. */
export function drawJson(title: string, value: unknown): TemplateResult {
  return html`<details class="unfold">
    <summary>${title}</summary>
    <pre>${JSON.stringify(value, null, 2)}</pre>
  </details>`;
}
