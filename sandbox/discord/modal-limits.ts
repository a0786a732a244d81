import {
  type APIComponentInLabel,
  type APIModalInteractionResponseCallbackData,
  type APITextInputComponent,
  ComponentType,
} from 'discord-api-types/v10';
import type { Problem } from './api-error.ts';

const COMPONENTS = 5;

/** An input of a modal, and its path in the form. */
export interface ModalInput {
  readonly component: APIComponentInLabel | APITextInputComponent;
  readonly path: readonly (string | number)[];
}

/** Yields every input of a modal, in a label or, as in the deprecated layout, in an action row. */
export function* modalInputs(modal: APIModalInteractionResponseCallbackData): Generator<ModalInput> {
  for (const [index, top] of modal.components.entries()) {
    const path = ['data', 'components', index];
    if (top.type === ComponentType.Label) {
      yield { component: top.component, path: [...path, 'component'] };
    } else if (top.type === ComponentType.ActionRow) {
      for (const [position, component] of top.components.entries()) {
        yield { component, path: [...path, 'components', position] };
      }
    }
  }
}

/**
 * Checks the rules for modals that the published schema leaves out: at most five components, unique custom ids, and
 * length limits that can be met.
 *
 * @see https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-response-object-modal
 */
export function* modalProblems(modal: APIModalInteractionResponseCallbackData): Generator<Problem> {
  if (modal.components.length > COMPONENTS) {
    yield {
      path: ['data', 'components'],
      code: 'BASE_TYPE_BAD_LENGTH',
      message: `Must be between 1 and ${COMPONENTS} in length.`,
    };
  }
  const seen = new Set<string>();
  for (const { component, path } of modalInputs(modal)) {
    if (seen.has(component.custom_id)) {
      yield {
        path: [...path, 'custom_id'],
        code: 'COMPONENT_CUSTOM_ID_DUPLICATED',
        message: 'Component custom id cannot be duplicated',
      };
    }
    seen.add(component.custom_id);
    if (component.type === ComponentType.TextInput) {
      yield* textInputProblems(component, path);
    }
  }
}

function* textInputProblems(
  input: APITextInputComponent,
  path: readonly (string | number)[],
): Generator<Problem> {
  // In a label the text is the label's. In an action row the input needs its own.
  if (path.at(-1) !== 'component' && !input.label) {
    yield { path: [...path, 'label'], code: 'BASE_TYPE_REQUIRED', message: 'This field is required' };
  }
  if (input.value && input.max_length && input.value.length > input.max_length) {
    yield {
      path: [...path, 'value'],
      code: 'BASE_TYPE_MAX_LENGTH',
      message: `Must be ${input.max_length} or fewer in length.`,
    };
  }
  if ((input.min_length ?? 0) > (input.max_length ?? 4000)) {
    yield {
      path: [...path, 'min_length'],
      code: 'BASE_TYPE_BAD_RANGE',
      message: 'min_length must not exceed max_length',
    };
  }
}
