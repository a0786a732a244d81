import { type APIMessageTopLevelComponent, ButtonStyle, ComponentType } from 'discord-api-types/v10';
import type { Problem } from './api-error.ts';
import { interactiveComponents, type Placed } from './component-walk.ts';

/**
 * Checks the rules for a message's components that the published schema leaves out: at most five rows, each with up to
 * five buttons or one menu, and custom ids that are present where needed and unique in the message.
 *
 * @see https://discord.com/developers/docs/components/reference
 */
export function* componentProblems(
  components: readonly APIMessageTopLevelComponent[],
  componentsV2: boolean,
): Generator<Problem> {
  if (!componentsV2) {
    yield* rowProblems(components);
  }
  const seen = new Set<string>();
  for (const placed of interactiveComponents(components)) {
    const { component, path } = placed;
    yield* componentProblem(placed);
    if ('custom_id' in component && component.custom_id) {
      if (seen.has(component.custom_id)) {
        yield {
          path: [...path, 'custom_id'],
          code: 'COMPONENT_CUSTOM_ID_DUPLICATED',
          message: 'Component custom id cannot be duplicated',
        };
      }
      seen.add(component.custom_id);
    }
  }
}

function* rowProblems(components: readonly APIMessageTopLevelComponent[]): Generator<Problem> {
  if (components.length > 5) {
    yield {
      path: ['components'],
      code: 'BASE_TYPE_BAD_LENGTH',
      message: 'Must be between 1 and 5 in length.',
    };
  }
  for (const [index, row] of components.entries()) {
    if (row.type !== ComponentType.ActionRow) {
      yield {
        path: ['components', index],
        code: 'UNION_TYPE_CHOICES',
        message: 'Value of field "type" must be one of (1,).',
      };
      continue;
    }
    const menus = row.components.filter(({ type }) => type !== ComponentType.Button).length;
    if (menus > 1 || (menus === 1 && row.components.length > 1)) {
      yield {
        path: ['components', index, 'components'],
        code: 'COMPONENT_LAYOUT_WIDTH_EXCEEDED',
        message: 'The specified component exceeds the maximum width',
      };
    }
  }
}

function* componentProblem({ component, path }: Placed): Generator<Problem> {
  if (component.type === ComponentType.StringSelect) {
    const values = component.options.map(({ value }) => value);
    if (new Set(values).size < values.length) {
      yield {
        path: [...path, 'options'],
        code: 'SELECT_COMPONENT_OPTION_VALUE_DUPLICATED',
        message: 'The specified option value is already used',
      };
    }
    if ((component.min_values ?? 1) > (component.max_values ?? 1)) {
      yield {
        path: [...path, 'min_values'],
        code: 'BASE_TYPE_BAD_RANGE',
        message: 'min_values must not exceed max_values',
      };
    }
  }
  if (component.type !== ComponentType.Button) {
    return;
  }
  const link = component.style === ButtonStyle.Link;
  const customId = 'custom_id' in component ? component.custom_id : undefined;
  if (!link && component.style !== ButtonStyle.Premium && !customId) {
    yield {
      path: [...path, 'custom_id'],
      code: 'BUTTON_COMPONENT_CUSTOM_ID_REQUIRED',
      message: 'A custom id is required',
    };
  }
  if (link && (customId || !component.url)) {
    yield {
      path: [...path, 'url'],
      code: 'BUTTON_COMPONENT_INVALID_URL',
      message: 'A link button has a url and no custom id',
    };
  }
  if (component.style !== ButtonStyle.Premium && !component.label && !component.emoji) {
    yield {
      path: [...path, 'label'],
      code: 'BUTTON_COMPONENT_LABEL_OR_EMOJI_REQUIRED',
      message: 'A button needs a label or an emoji',
    };
  }
}
