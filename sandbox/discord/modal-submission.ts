import {
  type APIModalInteractionResponseCallbackData,
  type APITextInputComponent,
  ComponentType,
} from 'discord-api-types/v10';
import { type ModalInput, modalInputs } from './modal-limits.ts';
import { NotSendable } from './not-sendable.ts';

/**
 * Returns the components of a submitted modal as Discord sends them: in the layout of the modal, with only ids and
 * values.
 *
 * @param values the values by custom id: `true` or `false` for a checkbox, values joined by commas for a checkbox group
 *   or a menu
 * @throws {NotSendable} for an input that is unknown, missing, too short or too long, or whose value is not offered
 * @see https://discord.com/developers/docs/components/reference#text-input-text-input-interaction-response-structure
 */
export function submittedComponents(
  modal: APIModalInteractionResponseCallbackData,
  values: Readonly<Record<string, string>>,
): unknown[] {
  const inputs = [...modalInputs(modal)].map(({ component }) => component);
  const unknown = Object.keys(values).filter((id) => !inputs.some(({ custom_id }) => custom_id === id));
  if (unknown.length > 0) {
    throw new NotSendable(`The form has no field ${unknown.join(', ')}.`);
  }
  let next = 1;
  return modal.components.map((top) => {
    const id = top.id ?? next++;
    if (top.type === ComponentType.Label) {
      return { type: top.type, id, component: { id: next++, ...filled(top.component, values) } };
    }
    if (top.type === ComponentType.ActionRow) {
      return {
        type: top.type,
        id,
        components: top.components.map((input) => ({ id: next++, ...filled(input, values) })),
      };
    }
    return { type: top.type, id };
  });
}

function filled(
  input: ModalInput['component'],
  values: Readonly<Record<string, string>>,
): Readonly<Record<string, unknown>> {
  const { type, custom_id } = input;
  const given = values[custom_id];
  switch (input.type) {
    case ComponentType.TextInput:
      return { type, custom_id, value: text(input, given ?? input.value ?? '') };
    case ComponentType.Checkbox:
      return { type, custom_id, value: given === undefined ? (input.default ?? false) : given === 'true' };
    case ComponentType.RadioGroup: {
      const offered = input.options;
      const value = given ?? offered.find((option) => option.default)?.value;
      among(custom_id, value === undefined ? [] : [value], offered, input.required === false ? 0 : 1, 1);
      return { type, custom_id, value: value ?? null };
    }
    case ComponentType.CheckboxGroup:
    case ComponentType.StringSelect: {
      const offered = input.options;
      const chosen =
        given === undefined
          ? offered.filter((option) => option.default).map(({ value }) => value)
          : given.split(',').filter(Boolean);
      const least = input.required === false ? 0 : (input.min_values ?? 1);
      const most = input.max_values ?? (type === ComponentType.StringSelect ? 1 : offered.length);
      among(custom_id, chosen, offered, least, most);
      return { type, custom_id, values: chosen };
    }
    default:
      throw new NotSendable(`Members of the sandbox cannot fill in ${custom_id}.`);
  }
}

function text(input: APITextInputComponent, value: string): string {
  const required = input.required !== false;
  const least = value === '' && !required ? 0 : Math.max(input.min_length ?? 0, required ? 1 : 0);
  const most = input.max_length ?? 4000;
  if (value.length < least || value.length > most) {
    throw new NotSendable(`Invalid ${input.custom_id}: must have ${least} to ${most} characters.`);
  }
  return value;
}

function among(
  name: string,
  chosen: readonly string[],
  offered: readonly { value: string }[],
  least: number,
  most: number,
): void {
  if (chosen.some((value) => !offered.some((option) => option.value === value))) {
    throw new NotSendable(`Invalid ${name}: must be one of ${offered.map(({ value }) => value).join(', ')}.`);
  }
  if (chosen.length < least || chosen.length > most) {
    throw new NotSendable(`Invalid ${name}: must be ${least} to ${most} choices.`);
  }
}
