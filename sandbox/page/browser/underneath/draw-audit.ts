import { html, nothing, type TemplateResult } from 'lit';
import type { AuditEntryView } from '../../underneath/view.ts';
import { drawJson } from './draw-value.ts';

const SHOWN_DIGITS = 12;

/** Draws the entries of the audit log, the newest first, each with its hash and the hash of the entry before. */
export function drawAudit(entries: readonly AuditEntryView[]): TemplateResult {
  if (entries.length === 0) return html`<p class="empty">No entries.</p>`;
  return html`<ol class="audit">
    ${entries.map(
      ({ id, at, event, command, who, why, detail, hash, previousHash, sound, ofThisStep }) => html`<li
        class=${ofThisStep ? 'of-this-step' : ''}
      >
        <p>
          <span class="hint">${id}, ${new Date(at).toLocaleTimeString('en-GB')}</span> <strong>${event}</strong> <code>${command}</code>
          ${ofThisStep ? nothing : html`<span class="hint">from another interaction</span>`}
        </p>
        <dl>
          <dt>By</dt>
          <dd><bdi>${who}</bdi></dd>
          <dt>Reason</dt>
          <dd>${why === null ? html`<span class="hint">none</span>` : html`<bdi>${why}</bdi>`}</dd>
          <dt>Hash</dt>
          <dd><code title=${hash}>${hash.slice(0, SHOWN_DIGITS)}…</code></dd>
          <dt>Previous hash</dt>
          <dd>
            ${
              previousHash === ''
                ? 'none, this is the first entry'
                : html`<code title=${previousHash}>${previousHash.slice(0, SHOWN_DIGITS)}…</code> of ${id - 1}`
            }
            ${sound ? html`<span class="sound">✓ valid</span>` : html`<span class="unsound">invalid</span>`}
          </dd>
        </dl>
        ${drawJson(`Details of entry ${id}`, detail)}
      </li>`,
    )}
  </ol>`;
}
