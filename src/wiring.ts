import type { Logger } from 'pino';
import { createRecordRefusal, type Gate, type Policy } from './actions/index.ts';
import { createFlakeIds } from './akkoma/flake-ids.ts';
import { instanceAt, requireOwnDatabase } from './akkoma/instance.ts';
import { createDesks } from './command/index.ts';
import { type ConsoleConfig, settingsOf } from './config.ts';
import { asStartFault, connect, requireReady } from './database/connection.ts';

interface WiringOptions {
  readonly config: ConsoleConfig;
  readonly gate: Gate;
  readonly policy: Policy;
  readonly log: Logger;
  readonly applicationName: string;
  readonly pageSize: number;
}

/**
 * What the bot and the console have in common: the database, found ready and found to be the right one, and desks.
 *
 * @throws Unavailable, Conflict: the sentence says what to mend.
 */
export async function wire({ config, gate, policy, log, applicationName, pageSize }: WiringOptions) {
  const database = connect(config.DATABASE_URL, applicationName);
  const instance = instanceAt(config.INSTANCE_URL, settingsOf(config));
  try {
    await requireReady(database);
    await requireOwnDatabase(database.em.fork(), instance);
  } catch (error) {
    await database.close();
    throw asStartFault(error);
  }
  return {
    database,
    recordRefusal: createRecordRefusal({ database, log }),
    deskFor: createDesks({ database, instance, gate, policy, log, pageSize, flakeIds: createFlakeIds() }),
  };
}
