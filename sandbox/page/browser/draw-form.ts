import {
  type APIModalInteractionResponseCallbackData,
  ComponentType,
  TextInputStyle,
} from 'discord-api-types/payloads/v10';
import { html, nothing, type TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';
import {
  type FormField,
  fieldProblem,
  fieldsOf,
  mostCharacters,
  type OpenForm,
  wrongInputs,
} from './open-form.ts';

/** The actions on the open form (a modal). */
export interface FormActions {
  submit(values: Readonly<Record<string, string>>): void;
  cancel(): void;
  redraw(): void;
}

/** Draws an open modal. Escape, Close and Cancel cancel it. */
export function drawForm(
  form: OpenForm,
  { problem, botAvatar }: { readonly problem: string | undefined; readonly botAvatar: string },
  actions: FormActions,
): TemplateResult {
  const send = (event: SubmitEvent) => {
    event.preventDefault();
    const [wrong] = wrongInputs(form);
    form.tried = true;
    actions.redraw();
    if (wrong === undefined) actions.submit(Object.fromEntries(form.texts));
    else document.getElementById(inputId(wrong))?.focus();
  };
  return html`<dialog class="form" aria-labelledby="form-title" @close=${actions.cancel} @keydown=${goRound} ${ref(open)}>
    <form novalidate @submit=${send}>
      <header>
        <img src=${botAvatar} alt="" />
        <h2 id="form-title">${form.modal.title}</h2>
        <button type="button" class="form-close" aria-label="Close the form" @click=${closeDialog}>✕</button>
      </header>
      <p class="form-note">
        This form will be submitted to <b>Steward</b>. Do not share passwords or other sensitive information.
      </p>
      <div class="form-inputs">${form.modal.components.map((row) => drawRow(row, form, actions))}</div>
      <p class="problem" role="alert">${problem ?? nothing}</p>
      <footer>
        <button type="button" class="act quiet" @click=${closeDialog}>Cancel</button>
        <button type="submit" class="act" aria-disabled=${form.submitting} aria-busy=${form.submitting}>
          ${form.submitting ? html`<span class="dots" role="img" aria-label="Submitting"><i></i><i></i><i></i></span>` : 'Submit'}
        </button>
      </footer>
    </form>
  </dialog>`;
}

function open(element: Element | undefined): void {
  // lit calls this function before the element is in the document.
  queueMicrotask(() => {
    if (!(element instanceof HTMLDialogElement) || !element.isConnected || element.open) return;
    element.showModal();
    element.querySelector<HTMLElement>('.field :is(input, textarea)')?.focus();
  });
}

// Tab cycles through the fields, as in Discord. By default the browser would move on to its toolbar.
function goRound(event: KeyboardEvent): void {
  if (event.key !== 'Tab' || !(event.currentTarget instanceof HTMLDialogElement)) return;
  const fields = [...event.currentTarget.querySelectorAll<HTMLElement>('button, input, textarea')];
  const [leaving, entering] = event.shiftKey ? [fields.at(0), fields.at(-1)] : [fields.at(-1), fields.at(0)];
  if (document.activeElement !== leaving) return;
  event.preventDefault();
  entering?.focus();
}

function closeDialog({ currentTarget }: Event): void {
  if (currentTarget instanceof HTMLElement) currentTarget.closest('dialog')?.close();
}

function drawRow(
  row: APIModalInteractionResponseCallbackData['components'][number],
  form: OpenForm,
  actions: FormActions,
): unknown {
  return row.type === ComponentType.TextDisplay
    ? html`<p>${row.content}</p>`
    : fieldsOf(row).map((field) => drawField(field, form, actions));
}

function drawField(
  { input, label, description }: FormField,
  form: OpenForm,
  actions: FormActions,
): TemplateResult {
  const text = form.texts.get(input.custom_id) ?? '';
  const required = input.required ?? true;
  const problem = form.tried ? fieldProblem(input, text) : undefined;
  const id = inputId(input.custom_id);
  const type = ({ currentTarget }: Event) => {
    if (currentTarget instanceof HTMLInputElement || currentTarget instanceof HTMLTextAreaElement) {
      form.texts.set(input.custom_id, currentTarget.value);
      actions.redraw();
    }
  };
  const about = `${id}-about ${id}-problem`;
  const placeholder = input.placeholder ?? nothing;
  const most = mostCharacters(input);
  return html`<div class="field">
    <label class="field-label" for=${id}
      >${label}${required ? html`<span class="required" aria-hidden="true"> *</span>` : nothing}</label
    >
    ${description ? html`<span class="field-description" id=${`${id}-about`}>${description}</span>` : nothing}
    ${
      input.style === TextInputStyle.Paragraph
        ? html`<textarea
            id=${id}
            name=${input.custom_id}
            rows="4"
            placeholder=${placeholder}
            maxlength=${most}
            aria-required=${required}
            aria-invalid=${problem !== undefined}
            aria-describedby=${about}
            .value=${text}
            @input=${type}
          ></textarea>`
        : html`<input
            id=${id}
            name=${input.custom_id}
            autocomplete="off"
            placeholder=${placeholder}
            maxlength=${most}
            aria-required=${required}
            aria-invalid=${problem !== undefined}
            aria-describedby=${about}
            .value=${text}
            @input=${type}
          />`
    }
    <div class="field-foot">
      <span class="field-problem" aria-live="polite" id=${`${id}-problem`}>${problem ?? nothing}</span>
      <span class="field-count" aria-hidden="true">${text.length}/${most}</span>
    </div>
  </div>`;
}

function inputId(customId: string): string {
  return `input-${customId}`;
}
