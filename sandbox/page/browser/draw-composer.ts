import {
  type APIApplicationCommandBasicOption,
  ApplicationCommandOptionType,
} from 'discord-api-types/payloads/v10';
import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { repeat } from 'lit/directives/repeat.js';
import { absentOptions, type Chip, type Draft } from './draft.ts';
import { drawListing } from './draw-listing.ts';
import { fieldId } from './fields.ts';
import type { Listing, MessageBox, Taken } from './message-box.ts';
import { isAsked } from './option-offers.ts';

export interface ComposerView {
  readonly channel: string;
  readonly box: MessageBox;
  readonly listing: Listing | undefined;
  /** The index of the highlighted entry, -1 for none. */
  readonly active: number;
  /** The problems of the options, by name. */
  readonly problems: ReadonlyMap<string, string>;
  readonly botAvatar: string;
}

export interface ComposerActions {
  typeLine(text: string): void;
  typeOption(name: string, text: string): void;
  take(taken: Taken): void;
  clear(): void;
  key(event: KeyboardEvent): void;
  enter(option: string | undefined): void;
  leave(): void;
  /** Moves to the line, where an optional option can be added. */
  addOption(): void;
}

const typeWords: Readonly<Partial<Record<ApplicationCommandOptionType, string>>> = {
  [ApplicationCommandOptionType.String]: 'text',
  [ApplicationCommandOptionType.Integer]: 'whole number',
  [ApplicationCommandOptionType.Number]: 'number',
  [ApplicationCommandOptionType.Boolean]: 'true or false',
  [ApplicationCommandOptionType.User]: '@user',
  [ApplicationCommandOptionType.Role]: '@role',
  [ApplicationCommandOptionType.Mentionable]: '@user or role',
  [ApplicationCommandOptionType.Channel]: '#channel',
  [ApplicationCommandOptionType.Attachment]: 'file',
};

/** Draws the message box with the list above it. */
export function drawComposer(view: ComposerView, actions: ComposerActions): TemplateResult {
  const { draft } = view.box;
  return html`<div class="composer" role="group" aria-label=${draft ? `Command /${draft.command.path}` : 'Message box'} @focusout=${leaving(actions.leave)}>
    ${view.listing ? drawListing(view.listing, view.active, view.botAvatar, actions.take) : nothing}
    <div class="box" @mousedown=${focusLineOnGround}>
      ${
        draft
          ? html`<img class="box-bot" src=${view.botAvatar} alt="" /><span class="box-command"
                >/${draft.command.path}</span
              >${repeat(
                draft.chips,
                ({ option }) => option.name,
                (chip) => drawChip(chip, view, actions),
              )}`
          : nothing
      }
      ${drawLine(view, actions)} ${draft ? drawEnd(draft, actions) : nothing}
    </div>
  </div>`;
}

function drawLine({ box, channel, listing, active }: ComposerView, actions: ComposerActions): TemplateResult {
  const here = box.focused === undefined ? listing : undefined;
  return html`<input
    id=${fieldId(undefined)}
    class="line"
    role="combobox"
    aria-label=${`Message #${channel}`}
    aria-autocomplete="list"
    aria-expanded=${(here?.entries.length ?? 0) > 0}
    aria-controls="suggestions"
    aria-activedescendant=${here?.entries[active] ? `suggestion-${active}` : nothing}
    aria-describedby="problem"
    autocomplete="off"
    autocapitalize="off"
    enterkeyhint="send"
    spellcheck="false"
    maxlength="4000"
    placeholder=${box.draft ? nothing : `Message #${channel} · / for commands`}
    .value=${live(box.text)}
    @input=${({ currentTarget }: Event) =>
      currentTarget instanceof HTMLInputElement && actions.typeLine(currentTarget.value)}
    @keydown=${actions.key}
    @focus=${() => (box.draft || box.text !== '') && actions.enter(undefined)}
  />`;
}

function drawChip(
  { option, text }: Chip,
  { box, listing, active, problems }: ComposerView,
  actions: ComposerActions,
): TemplateResult {
  const { name } = option;
  const here = box.focused === name ? listing : undefined;
  const problem = problems.get(name);
  const words = typeWords[option.type] ?? '';
  const listed = isListed(option);
  return html`<span class="chip">
    <span class=${problem === undefined ? 'chip-box' : 'chip-box wrong'}>
      <label class="chip-name" for=${fieldId(name)} aria-hidden="true">${name}</label>
      <input
        id=${fieldId(name)}
        role=${listed ? 'combobox' : nothing}
        aria-label=${name}
        aria-autocomplete=${listed ? 'list' : nothing}
        aria-expanded=${listed ? (here?.entries.length ?? 0) > 0 : nothing}
        aria-controls=${listed ? 'suggestions' : nothing}
        aria-activedescendant=${here?.entries[active] ? `suggestion-${active}` : nothing}
        aria-required=${option.required ?? false}
        aria-invalid=${problem !== undefined}
        aria-describedby=${`${fieldId(name)}-about${problem === undefined ? '' : ` ${fieldId(name)}-problem`}`}
        autocomplete="off"
        autocapitalize="off"
        enterkeyhint="send"
        spellcheck="false"
        placeholder=${words}
        size=${Math.max((text || words).length, 2)}
        .value=${live(text)}
        @input=${({ currentTarget }: Event) =>
          currentTarget instanceof HTMLInputElement && actions.typeOption(name, currentTarget.value)}
        @keydown=${actions.key}
        @focus=${() => actions.enter(name)}
      />
      <span id=${`${fieldId(name)}-about`} hidden>${words}: ${option.description}</span>
    </span>
    ${
      problem === undefined
        ? nothing
        : html`<span class="chip-problem" role="alert" id=${`${fieldId(name)}-problem`}>${problem}</span>`
    }
  </span>`;
}

function drawEnd(draft: Draft, actions: ComposerActions): TemplateResult {
  const absent = absentOptions(draft).length;
  return html`<span class="box-end"
    >${
      absent > 0
        ? html`<button type="button" class="box-more" @click=${actions.addOption}>+${absent} optional</button>`
        : nothing
    }<button type="button" class="box-clear" aria-label="Clear command" @click=${actions.clear}>✕</button></span
  >`;
}

function isListed(option: APIApplicationCommandBasicOption): boolean {
  const { String: Text, Integer, Number: Decimal, Attachment } = ApplicationCommandOptionType;
  return (
    isAsked(option) ||
    ('choices' in option && (option.choices?.length ?? 0) > 0) ||
    ![Text, Integer, Decimal, Attachment].includes(option.type)
  );
}

// Checks the focus a moment later. A field that a redraw removes loses the focus, and another field gets it afterwards.
function leaving(leave: () => void) {
  return ({ currentTarget }: FocusEvent) =>
    queueMicrotask(() => {
      if (currentTarget instanceof Node && !currentTarget.contains(document.activeElement)) leave();
    });
}

// A press in the empty part of the box focuses the line, as in any text box.
function focusLineOnGround(event: MouseEvent): void {
  if (event.target !== event.currentTarget) return;
  event.preventDefault();
  document.getElementById(fieldId(undefined))?.focus();
}
