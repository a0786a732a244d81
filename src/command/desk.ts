import type { Caller, Gate, Perform } from '../actions/index.ts';
import type { Instance } from '../akkoma/instance.ts';
import type { Database } from '../database/connection.ts';
import { Refused } from '../errors.ts';
import type { Desk } from './command.ts';

interface DeskDependencies {
  readonly database: Database;
  readonly instance: Instance;
  readonly gate: Gate;
  readonly perform: Perform;
  readonly pageSize: number;
}

/** A fresh desk for each thing that someone asks, with an entity manager of its own. */
export function createDesks({ database, instance, gate, perform, pageSize }: DeskDependencies) {
  return (caller: Caller, interactionId: string | null): Desk => ({
    caller,
    interactionId,
    instance,
    perform,
    pageSize,
    em: database.em.fork(),
    may: (tier) => {
      try {
        gate(caller, tier);
        return true;
      } catch (error) {
        if (error instanceof Refused) return false;
        throw error;
      }
    },
  });
}
