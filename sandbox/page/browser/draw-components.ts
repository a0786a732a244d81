import '@skyra/discord-components-core/discord-action-row.js';
import {
  type APIButtonComponent,
  type APIMessage,
  type APIMessageComponentEmoji,
  type APIStringSelectComponent,
  ButtonStyle,
  ComponentType,
} from 'discord-api-types/payloads/v10';
import { html, nothing, type TemplateResult } from 'lit';
import { exclamation } from './draw-sent.ts';
import { messageName } from './message-name.ts';

/** The actions on a message's components. */
export interface ComponentActions {
  click(message: APIMessage, customId: string): void;
  select(message: APIMessage, customId: string, values: readonly string[]): void;
}

/** The state of the components that the person has used, by message. */
export interface ComponentState {
  /** The custom id of the component that waits for the bot's answer, by the id of its message. */
  readonly waiting: ReadonlyMap<string, string>;
  /** The ids of messages where the bot did not answer the last use of a component. */
  readonly failed: ReadonlySet<string>;
}

const buttonTypes: Readonly<Partial<Record<ButtonStyle, string>>> = {
  [ButtonStyle.Primary]: 'primary',
  [ButtonStyle.Success]: 'success',
  [ButtonStyle.Danger]: 'danger',
};

/** Draws a message's rows of buttons and select menus. While one component waits for the bot, none can be used. */
export function drawComponents(
  message: APIMessage,
  { waiting, failed }: ComponentState,
  actions: ComponentActions,
): TemplateResult[] {
  const waits = waiting.get(message.id);
  const rows = (message.components ?? []).map((row) =>
    row.type === ComponentType.ActionRow
      ? html`<discord-action-row slot="components">
          ${row.components.map((component) => {
            if (component.type === ComponentType.Button)
              return drawButton(message, component, waits, actions);
            if (component.type === ComponentType.StringSelect)
              return drawSelect(message, component, waits, actions);
            return nothing;
          })}
        </discord-action-row>`
      : html``,
  );
  return failed.has(message.id)
    ? [
        ...rows,
        html`<p slot="components" class="unanswered" role="alert">${exclamation} This interaction failed</p>`,
      ]
    : rows;
}

function drawButton(
  message: APIMessage,
  button: APIButtonComponent,
  waits: string | undefined,
  actions: ComponentActions,
): TemplateResult {
  const label = [
    emojiText('emoji' in button ? button.emoji : undefined),
    'label' in button ? button.label : undefined,
  ]
    .filter(Boolean)
    .join(' ');
  if ('url' in button) {
    return html`<a class="press" href=${button.url} target="_blank" rel="noopener noreferrer">${label} ↗</a>`;
  }
  const customId = 'custom_id' in button ? button.custom_id : undefined;
  const waiting = customId !== undefined && customId === waits;
  // A waiting button is not `disabled`, because it would lose the focus.
  return html`<button
    type="button"
    class=${`press ${buttonTypes[button.style] ?? ''}`}
    aria-label=${`${label}, ${messageName(message)}`}
    ?disabled=${button.disabled ?? false}
    aria-disabled=${waits === undefined ? nothing : 'true'}
    aria-busy=${waiting}
    @click=${() => customId !== undefined && waits === undefined && actions.click(message, customId)}
  >
    <span class="press-label">${label}</span>
    ${waiting ? html`<span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>` : nothing}
  </button>`;
}

// Uses the browser's select menu, because the library's cannot be reached by keyboard.
function drawSelect(
  message: APIMessage,
  select: APIStringSelectComponent,
  waits: string | undefined,
  actions: ComponentActions,
): TemplateResult {
  return (select.max_values ?? 1) > 1
    ? drawMultiple(message, select, waits, actions)
    : html`<select
        class="select"
        aria-label=${`${select.placeholder ?? 'Make a selection'}, ${messageName(message)}`}
        ?disabled=${(select.disabled ?? false) || waits !== undefined}
        aria-busy=${waits === select.custom_id}
        @change=${({ currentTarget }: Event) =>
          currentTarget instanceof HTMLSelectElement &&
          actions.select(message, select.custom_id, [currentTarget.value])}
      >
        <option value="" disabled ?selected=${!select.options.some((option) => option.default)}>
          ${select.placeholder ?? 'Make a selection'}
        </option>
        ${select.options.map(
          (option) =>
            html`<option value=${option.value} ?selected=${option.default ?? false}>
              ${[emojiText(option.emoji), option.label].filter(Boolean).join(' ')}${option.description ? ` – ${option.description}` : ''}
            </option>`,
        )}
      </select>`;
}

function drawMultiple(
  message: APIMessage,
  select: APIStringSelectComponent,
  waits: string | undefined,
  actions: ComponentActions,
): TemplateResult {
  const send = (event: SubmitEvent) => {
    event.preventDefault();
    if (!(event.currentTarget instanceof HTMLFormElement)) return;
    const values = new FormData(event.currentTarget).getAll('value').map(String);
    actions.select(message, select.custom_id, values);
  };
  return html`<details class="select-many" ?inert=${(select.disabled ?? false) || waits !== undefined}>
    <summary class="select-many-title">${select.placeholder ?? 'Make a selection'}</summary>
    <form @submit=${send}>
      ${select.options.map(
        (option) =>
          html`<label
            ><input type="checkbox" name="value" value=${option.value} ?checked=${option.default ?? false} />
            <span>${option.label}<small>${option.description ?? ''}</small></span></label
          >`,
      )}
      <button type="submit" class="act" aria-label=${`Choose, ${messageName(message)}`}>Choose</button>
    </form>
  </details>`;
}

function emojiText(emoji: APIMessageComponentEmoji | undefined): string | undefined {
  if (!emoji?.name) return undefined;
  return emoji.id ? `:${emoji.name}:` : emoji.name;
}
