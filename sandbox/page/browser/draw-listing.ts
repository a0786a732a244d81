import { html, nothing, type TemplateResult } from 'lit';
import type { Entry, Listing, Taken } from './message-box.ts';

/** Draws the list above the message box, with the entry at `active` highlighted. */
export function drawListing(
  { title, description, entries, status }: Listing,
  active: number,
  botAvatar: string,
  take: (taken: Taken) => void,
): TemplateResult {
  return html`<div class="suggestions" @mousedown=${keepFocus}>
    <div class="suggestions-heading"><b>${title}</b> <span>${description}</span></div>
    <p class="suggestions-status" role="status">${status ?? nothing}</p>
    ${
      entries.length > 0
        ? html`<ul id="suggestions" role="listbox" aria-label=${title}>
            ${entries.map((entry, index) => drawEntry(entry, index, index === active, botAvatar, take))}
          </ul>`
        : nothing
    }
  </div>`;
}

function drawEntry(
  { label, detail, avatar, hints, taken }: Entry,
  index: number,
  selected: boolean,
  botAvatar: string,
  take: (taken: Taken) => void,
): TemplateResult {
  const picture = 'command' in taken ? botAvatar : avatar;
  return html`<li
    id=${`suggestion-${index}`}
    role="option"
    aria-selected=${selected}
    @click=${() => take(taken)}
  >
    ${picture ? html`<img src=${picture} alt="" />` : nothing}
    <span class=${hints ? 'suggestion-words tall' : 'suggestion-words'}>
      <span class="suggestion-label">${label}${hints?.map((hint) => html` <span class="hint">${hint}</span>`)}</span>
      <span class="suggestion-detail">${detail}</span>
    </span>
    ${'command' in taken ? html`<span class="suggestion-bot">Steward</span>` : nothing}
  </li>`;
}

// Without this, a mouse press on the list would take the focus from the box and close the list before the click.
function keepFocus(event: MouseEvent): void {
  event.preventDefault();
}
