import type { Action } from '../../../entities/steward/index.ts';
import type { ActionDependencies } from '../request.ts';
import { withoutSecrets } from './insert-action.ts';

/** What is kept of an action's arguments once it no longer waits to be run with them, as JSON. */
export function keptArgs(
  { definitionOf }: Pick<ActionDependencies, 'definitionOf'>,
  { operation, args }: Pick<Action, 'operation' | 'args'>,
): string {
  const definition = definitionOf(operation);
  return JSON.stringify(definition === undefined ? {} : withoutSecrets(definition.operation, Object(args)));
}
