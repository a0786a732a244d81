import { type APIButtonComponent, type APIMessage, ComponentType } from 'discord-api-types/payloads/v10';

/** Returns the buttons of a message that are in its rows. */
function buttonsOf({ components = [] }: APIMessage): APIButtonComponent[] {
  return components
    .flatMap((row) => (row.type === ComponentType.ActionRow ? row.components : []))
    .filter((component) => component.type === ComponentType.Button);
}

const labelOf = (button: APIButtonComponent): string =>
  'label' in button && button.label !== undefined ? button.label : '';

export const hasButton = (message: APIMessage, label: string): boolean =>
  buttonsOf(message).some((button) => labelOf(button) === label);

/** Whether the message has a button whose custom id begins with this text. */
export const hasButtonWith = (message: APIMessage, beginning: string): boolean =>
  buttonsOf(message).some((button) => 'custom_id' in button && button.custom_id.startsWith(beginning));

/** Returns the label of the button with this custom id; an empty text for a button without one. */
export function labelFor(message: APIMessage, customId: string): string {
  const pressed = buttonsOf(message).find((button) => 'custom_id' in button && button.custom_id === customId);
  return pressed ? labelOf(pressed) : '';
}
