import type { Action } from '../../../entities/steward/index.ts';
import type { ActionDependencies } from '../request.ts';
import { withoutSecrets } from './insert-action.ts';

/**
 * Returns the arguments to store once the action no longer waits to be run with them, as JSON: without the sensitive
 * ones, and empty where this version does not know the operation.
 */
export function keptArgs(
  { definitionOf }: Pick<ActionDependencies, 'definitionOf'>,
  { operation, args }: Pick<Action, 'operation' | 'args'>,
): string {
  const definition = definitionOf(operation);
  return JSON.stringify(definition === undefined ? {} : withoutSecrets(definition.operation, Object(args)));
}
