import { type APIMessage, ComponentType } from 'discord-api-types/v10';

/** The labels of the buttons of a message. */
export const labelsOf = (message: APIMessage): string[] => buttonsIn(message).map(({ label }) => label);

/** The `custom_id` of the button with that label. */
export function buttonOf(message: APIMessage, label: string): string {
  const found = buttonsIn(message).find((button) => button.label === label);
  if (found === undefined) throw new Error(`The message has no button "${label}"`);
  return found.id;
}

const buttonsIn = ({ components = [] }: APIMessage): { readonly id: string; readonly label: string }[] =>
  components
    .flatMap((row) => (row.type === ComponentType.ActionRow ? row.components : []))
    .flatMap((button) =>
      button.type === ComponentType.Button && 'custom_id' in button
        ? [{ id: button.custom_id, label: button.label ?? '' }]
        : [],
    );
