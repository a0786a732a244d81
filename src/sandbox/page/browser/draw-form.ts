import {
  type APIModalInteractionResponseCallbackData,
  type APITextInputComponent,
  ComponentType,
  TextInputStyle,
} from 'discord-api-types/payloads/v10';
import { html, nothing, type TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';

/** What a person can do with the form (a modal) before them. */
export interface FormActions {
  submit(values: Readonly<Record<string, string>>): void;
  cancel(): void;
}

/** Draws a modal, open; leaving it by Escape or its buttons cancels it. */
export function drawForm(
  modal: APIModalInteractionResponseCallbackData,
  problem: string | undefined,
  actions: FormActions,
): TemplateResult {
  const send = (event: SubmitEvent) => {
    event.preventDefault();
    if (!(event.currentTarget instanceof HTMLFormElement)) return;
    const entries = [...new FormData(event.currentTarget)];
    actions.submit(Object.fromEntries(entries.map(([name, value]) => [name, String(value)])));
  };
  return html`<dialog class="form" aria-labelledby="form-title" @close=${actions.cancel} ${ref(open)}>
    <form @submit=${send}>
      <h2 id="form-title">${modal.title}</h2>
      <div class="form-inputs">${modal.components.map(drawRow)}</div>
      <p class="problem" role="alert">${problem ?? nothing}</p>
      <footer>
        <button type="button" class="act quiet" @click=${closeDialog}>Cancel</button>
        <button type="submit" class="act">Submit</button>
      </footer>
    </form>
  </dialog>`;
}

function open(element: Element | undefined): void {
  // lit calls this before the element is in the document.
  queueMicrotask(() => {
    if (element instanceof HTMLDialogElement && element.isConnected && !element.open) element.showModal();
  });
}

function closeDialog({ currentTarget }: Event): void {
  if (currentTarget instanceof HTMLElement) currentTarget.closest('dialog')?.close();
}

function drawRow(row: APIModalInteractionResponseCallbackData['components'][number]): unknown {
  switch (row.type) {
    case ComponentType.ActionRow:
      return row.components.map((input) => drawInput(input, input.label ?? input.custom_id));
    case ComponentType.Label:
      return row.component.type === ComponentType.TextInput
        ? drawInput(row.component, row.label, row.description)
        : nothing;
    case ComponentType.TextDisplay:
      return html`<p>${row.content}</p>`;
    default:
      return nothing;
  }
}

function drawInput(input: APITextInputComponent, label: string, description?: string): TemplateResult {
  const required = input.required ?? true;
  const field =
    input.style === TextInputStyle.Paragraph
      ? html`<textarea
          name=${input.custom_id}
          rows="4"
          placeholder=${input.placeholder ?? nothing}
          minlength=${input.min_length ?? nothing}
          maxlength=${input.max_length ?? 4000}
          ?required=${required}
          .value=${input.value ?? ''}
        ></textarea>`
      : html`<input
          name=${input.custom_id}
          autocomplete="off"
          placeholder=${input.placeholder ?? nothing}
          minlength=${input.min_length ?? nothing}
          maxlength=${input.max_length ?? 4000}
          ?required=${required}
          .value=${input.value ?? ''}
        />`;
  return html`<label class="field"
    ><span class="field-label">${label}${required ? html`<span class="required" aria-hidden="true"> *</span>` : nothing}</span>
    ${description ? html`<span class="field-description">${description}</span>` : nothing} ${field}</label
  >`;
}
