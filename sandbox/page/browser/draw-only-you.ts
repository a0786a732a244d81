import { html, type TemplateResult } from 'lit';

/**
 * Draws the line below an ephemeral message, with its Dismiss button.
 *
 * @param name what tells the message from others
 */
export function drawOnlyYou(name: string, dismiss: () => void): TemplateResult {
  return html`<div slot="thread" class="only-you">
    <svg viewBox="0 0 24 24" aria-hidden="true">
      <path
        d="M12 5C5.600 5 2 12 2 12s3.600 7 10 7 10-7 10-7-3.600-7-10-7m0 11.500a4.500 4.500 0 1 1 0-9 4.500 4.500 0 0 1 0 9m0-2.500a2 2 0 1 0 0-4 2 2 0 0 0 0 4"
      />
    </svg>
    Only you can see this •
    <button type="button" aria-label=${`Dismiss message, ${name}`} @click=${dismiss}>Dismiss message</button>
  </div>`;
}
