import { html, nothing, type TemplateResult } from 'lit';

const KEPT_AS = 'practice-notice';

export interface PracticeNotice {
  draw(): TemplateResult | typeof nothing;
}

/** Creates the line at the top that says what the page is. The browser remembers that a visitor has closed it. */
export function createPracticeNotice({ redraw }: { redraw(): void }): PracticeNotice {
  let isClosed = localStorage.getItem(KEPT_AS) === 'closed';

  function close(): void {
    isClosed = true;
    localStorage.setItem(KEPT_AS, 'closed');
    redraw();
  }

  return {
    draw: () =>
      isClosed
        ? nothing
        : html`<section class="practice" aria-label="About this page">
            <p>
              A practice Discord: nothing leaves this computer<span class="practice-more"
                >, the accounts are invented, and stopping the sandbox deletes everything</span
              >.
            </p>
            <button type="button" aria-label="Close this notice" @click=${close}>✕</button>
          </section>`,
  };
}
