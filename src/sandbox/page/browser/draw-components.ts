import '@skyra/discord-components-core/discord-action-row.js';
import '@skyra/discord-components-core/discord-button.js';
import {
  type APIButtonComponent,
  type APIMessage,
  type APIMessageComponentEmoji,
  type APIStringSelectComponent,
  ButtonStyle,
  ComponentType,
} from 'discord-api-types/payloads/v10';
import { html, nothing, type TemplateResult } from 'lit';

/** What a person can do with a message's components. */
export interface ComponentActions {
  click(message: APIMessage, customId: string): void;
  select(message: APIMessage, customId: string, values: readonly string[]): void;
}

const buttonTypes: Readonly<Partial<Record<ButtonStyle, string>>> = {
  [ButtonStyle.Primary]: 'primary',
  [ButtonStyle.Success]: 'success',
  [ButtonStyle.Danger]: 'destructive',
};

/** Draws a message's rows of buttons and select menus. */
export function drawComponents(message: APIMessage, actions: ComponentActions): TemplateResult[] {
  return (message.components ?? []).map((row) =>
    row.type === ComponentType.ActionRow
      ? html`<discord-action-row slot="components">
          ${row.components.map((component) => {
            if (component.type === ComponentType.Button) return drawButton(message, component, actions);
            if (component.type === ComponentType.StringSelect) return drawSelect(message, component, actions);
            return nothing;
          })}
        </discord-action-row>`
      : html``,
  );
}

function drawButton(
  message: APIMessage,
  button: APIButtonComponent,
  actions: ComponentActions,
): TemplateResult {
  const label = [
    emojiText('emoji' in button ? button.emoji : undefined),
    'label' in button ? button.label : undefined,
  ];
  const customId = 'custom_id' in button ? button.custom_id : undefined;
  // The component only looks disabled; inert makes it so.
  return html`<discord-button
    type=${buttonTypes[button.style] ?? 'secondary'}
    url=${'url' in button ? button.url : nothing}
    ?disabled=${button.disabled ?? false}
    ?inert=${button.disabled ?? false}
    @click=${() => customId !== undefined && actions.click(message, customId)}
    >${label.filter(Boolean).join(' ')}</discord-button
  >`;
}

// The library's own select menu cannot be reached by keyboard, so these are the browser's.
function drawSelect(
  message: APIMessage,
  select: APIStringSelectComponent,
  actions: ComponentActions,
): TemplateResult {
  return (select.max_values ?? 1) > 1
    ? drawMultiple(message, select, actions)
    : html`<select
        class="select"
        aria-label=${select.placeholder ?? 'Choose one'}
        ?disabled=${select.disabled ?? false}
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
  actions: ComponentActions,
): TemplateResult {
  const send = (event: SubmitEvent) => {
    event.preventDefault();
    if (!(event.currentTarget instanceof HTMLFormElement)) return;
    const values = new FormData(event.currentTarget).getAll('value').map(String);
    actions.select(message, select.custom_id, values);
  };
  return html`<details class="select-many" ?inert=${select.disabled ?? false}>
    <summary class="select-many-title">${select.placeholder ?? 'Make a selection'}</summary>
    <form @submit=${send}>
      ${select.options.map(
        (option) =>
          html`<label
            ><input type="checkbox" name="value" value=${option.value} ?checked=${option.default ?? false} />
            <span>${option.label}<small>${option.description ?? ''}</small></span></label
          >`,
      )}
      <button type="submit" class="act">Choose</button>
    </form>
  </details>`;
}

function emojiText(emoji: APIMessageComponentEmoji | undefined): string | undefined {
  if (!emoji?.name) return undefined;
  return emoji.id ? `:${emoji.name}:` : emoji.name;
}
