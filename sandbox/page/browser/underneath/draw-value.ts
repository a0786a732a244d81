import { html, type TemplateResult } from 'lit';

/** Draws the value of a column: text as it is, and other values as JSON. `<bdi>` isolates its text direction. */
export function drawValue(value: unknown): TemplateResult {
  if (value === undefined) return html`<span class="absent" aria-label="no value">–</span>`;
  if (typeof value === 'string') return html`<bdi>${value}</bdi>`;
  return html`<bdi class="json">${JSON.stringify(value)}</bdi>`;
}

/** Draws JSON that the person can unfold. */
export function drawJson(title: string, value: unknown): TemplateResult {
  return html`<details class="unfold">
    <summary>${title}</summary>
    <pre>${JSON.stringify(value, null, 2)}</pre>
  </details>`;
}
