import {
  type APIModalInteractionResponseCallbackData,
  type APITextInputComponent,
  ComponentType,
} from 'discord-api-types/payloads/v10';
import type { OutcomeView } from '../wire.ts';

/** An open form (a modal), and the person's input. */
export interface OpenForm {
  /** The id of the interaction that the modal answered. */
  readonly interaction: string;
  readonly modal: APIModalInteractionResponseCallbackData;
  /** The texts of its inputs, by custom id. */
  readonly texts: Map<string, string>;
  /** Whether the person has tried to submit the form. Its problems are shown only after that. */
  tried: boolean;
  submitting: boolean;
}

export interface FormField {
  readonly input: APITextInputComponent;
  readonly label: string;
  readonly description: string | undefined;
}

const MOST_CHARACTERS = 4000;

/** Returns the form to open after an outcome; undefined when the bot did not answer with a modal. */
export function openForm({ interaction, modal }: OutcomeView): OpenForm | undefined {
  if (!modal) return undefined;
  const texts = new Map(
    modal.components.flatMap((row) => fieldsOf(row).map(({ input }) => [input.custom_id, input.value ?? ''])),
  );
  return { interaction, modal, texts, tried: false, submitting: false };
}

/** Returns the text inputs of a row of a modal. */
export function fieldsOf(row: APIModalInteractionResponseCallbackData['components'][number]): FormField[] {
  switch (row.type) {
    case ComponentType.ActionRow:
      return row.components.map((input) => ({
        input,
        label: input.label ?? input.custom_id,
        description: undefined,
      }));
    case ComponentType.Label:
      return row.component.type === ComponentType.TextInput
        ? [{ input: row.component, label: row.label, description: row.description }]
        : [];
    default:
      return [];
  }
}

/** Returns the message of Discord's client for a text that cannot be submitted; undefined for a valid one. */
export function fieldProblem(input: APITextInputComponent, text: string): string | undefined {
  const { min_length: least = 0, required = true } = input;
  if (text === '') return required ? 'This field is required' : undefined;
  if (text.length < least) return `Must be at least ${least} characters long`;
  const most = mostCharacters(input);
  return text.length > most ? `Must be ${most} or fewer characters long` : undefined;
}

export function mostCharacters({ max_length }: APITextInputComponent): number {
  return max_length ?? MOST_CHARACTERS;
}

/** Returns the custom ids of the inputs with an invalid text, in the order of the form. */
export function wrongInputs({ modal, texts }: OpenForm): string[] {
  return modal.components
    .flatMap(fieldsOf)
    .map(({ input }) => input)
    .filter((input) => fieldProblem(input, texts.get(input.custom_id) ?? '') !== undefined)
    .map(({ custom_id }) => custom_id);
}
