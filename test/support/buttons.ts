import { type APIMessage, ComponentType } from 'discord-api-types/v10';

/** The `custom_id` of the button with that label. */
export function buttonOf(message: APIMessage, label: string): string {
  for (const row of message.components ?? []) {
    if (row.type !== ComponentType.ActionRow) continue;
    for (const button of row.components) {
      if (button.type === ComponentType.Button && 'custom_id' in button && button.label === label) {
        return button.custom_id;
      }
    }
  }
  throw new Error(`The message has no button "${label}"`);
}
