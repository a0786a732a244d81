import {
  type APIComponentInMessageActionRow,
  type APIMessageTopLevelComponent,
  ComponentType,
} from 'discord-api-types/v10';

/** A button or menu, and its path in the message. */
export interface Placed {
  readonly component: APIComponentInMessageActionRow;
  readonly path: readonly (string | number)[];
}

/**
 * Yields every button and menu of a message: in action rows, in containers, and as accessories of sections.
 *
 * @see https://discord.com/developers/docs/components/reference#component-object-component-types
 */
export function* interactiveComponents(
  components: readonly APIMessageTopLevelComponent[],
  parents: readonly (string | number)[] = ['components'],
): Generator<Placed> {
  for (const [index, component] of components.entries()) {
    const path = [...parents, index];
    if (component.type === ComponentType.ActionRow) {
      for (const [position, child] of component.components.entries()) {
        yield { component: child, path: [...path, 'components', position] };
      }
    } else if (component.type === ComponentType.Container) {
      yield* interactiveComponents(component.components, [...path, 'components']);
    } else if (
      component.type === ComponentType.Section &&
      component.accessory.type === ComponentType.Button
    ) {
      yield { component: component.accessory, path: [...path, 'accessory'] };
    }
  }
}
