import {
  type APIModalInteractionResponseCallbackData,
  type APITextInputComponent,
  ComponentType,
} from 'discord-api-types/payloads/v10';
import type { OutcomeView } from '../wire.ts';

/** A form (a modal) before a person, and what they have done with it so far. */
export interface OpenForm {
  /** The interaction that it is submitted for. */
  readonly interaction: string;
  readonly modal: APIModalInteractionResponseCallbackData;
  /** What stands in its inputs, by custom id. */
  readonly texts: Map<string, string>;
  /** Whether one has tried to submit it as it is: only then what is wrong with it is said. */
  tried: boolean;
  submitting: boolean;
}

export interface FormField {
  readonly input: APITextInputComponent;
  readonly label: string;
  readonly description: string | undefined;
}

const MOST_CHARACTERS = 4000;

/** The form that an outcome brings, if it brings one. */
export function openForm({ interaction, modal }: OutcomeView): OpenForm | undefined {
  if (!modal) return undefined;
  const texts = new Map(
    modal.components.flatMap((row) => fieldsOf(row).map(({ input }) => [input.custom_id, input.value ?? ''])),
  );
  return { interaction, modal, texts, tried: false, submitting: false };
}

/** The text inputs of a row of a modal. */
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

/** What Discord's client would say of a text that cannot be submitted. */
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

/** The custom ids of the inputs with something wrong in them, in their order. */
export function wrongInputs({ modal, texts }: OpenForm): string[] {
  return modal.components
    .flatMap(fieldsOf)
    .map(({ input }) => input)
    .filter((input) => fieldProblem(input, texts.get(input.custom_id) ?? '') !== undefined)
    .map(({ custom_id }) => custom_id);
}
