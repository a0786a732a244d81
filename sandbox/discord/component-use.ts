import {
  type APIButtonComponentWithCustomId,
  type APIMessage,
  type APIStringSelectComponent,
  ComponentType,
} from 'discord-api-types/v10';
import { interactiveComponents } from './component-walk.ts';
import { NotSendable } from './not-sendable.ts';

/**
 * Returns a button of a message as a person sees it. The message may have changed since, because two people may press
 * at the same time.
 *
 * @throws {NotSendable} when the message has no such button, or it is disabled
 */
export function pressableButton(message: APIMessage, customId: string): APIButtonComponentWithCustomId {
  for (const { component } of interactiveComponents(message.components ?? [])) {
    if (
      component.type === ComponentType.Button &&
      'custom_id' in component &&
      component.custom_id === customId
    ) {
      if (component.disabled) {
        throw new NotSendable(`The button ${customId} is disabled.`);
      }
      return component;
    }
  }
  throw new NotSendable(`The message has no button ${customId}.`);
}

/**
 * Returns the string select menu of a message from which these values can be chosen.
 *
 * @throws {NotSendable} when there is no such menu, it is disabled, or it does not allow these values or their number
 */
export function choosableMenu(
  message: APIMessage,
  customId: string,
  values: readonly string[],
): APIStringSelectComponent {
  for (const { component } of interactiveComponents(message.components ?? [])) {
    if (component.type === ComponentType.StringSelect && component.custom_id === customId) {
      const { min_values: least = 1, max_values: most = 1, options, disabled } = component;
      if (disabled) {
        throw new NotSendable(`The menu ${customId} is disabled.`);
      }
      if (values.length < least || values.length > most || new Set(values).size < values.length) {
        throw new NotSendable(`Invalid ${customId}: must be ${least} to ${most} different values.`);
      }
      if (values.some((value) => !options.some((option) => option.value === value))) {
        throw new NotSendable(
          `Invalid ${customId}: must be one of ${options.map(({ value }) => value).join(', ')}.`,
        );
      }
      return component;
    }
  }
  throw new NotSendable(`The message has no menu ${customId}.`);
}
