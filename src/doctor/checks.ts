import type { Catalogue } from '../command/index.ts';
import { akkoma } from './akkoma.ts';
import { akkomaJobs } from './akkoma-jobs.ts';
import { akkomaTables } from './akkoma-tables.ts';
import { endpoint, token } from './application.ts';
import type { Check } from './check.ts';
import { clock, connectionCheck, deadlocks, sessions, version, writes } from './database.ts';
import { functions } from './functions.ts';
import { globalCommands } from './global-commands.ts';
import { grants } from './grants.ts';
import { channels, guild, roles } from './guild.ts';
import { ownInstance } from './instance.ts';
import { mailPresets } from './mail-presets.ts';
import { menu } from './menu.ts';
import { migrations, queues } from './migrations.ts';
import { nicknames } from './nicknames.ts';
import { permissions } from './permissions.ts';
import { settings } from './settings.ts';

/** The checks that all others depend on. */
export const prerequisites: readonly Check[] = [settings, connectionCheck];

/** In the order in which they run: each may need the results of those before it. */
export const ofDatabase = (catalogue: Catalogue): readonly Check[] => [
  version,
  writes,
  sessions,
  akkoma,
  akkomaTables(catalogue),
  nicknames,
  ownInstance,
  migrations,
  functions,
  queues,
  grants(catalogue),
  deadlocks,
  akkomaJobs,
  clock,
  mailPresets,
];

export const ofDiscord = (catalogue: Catalogue): readonly Check[] => [
  token,
  endpoint,
  guild,
  channels,
  roles,
  menu(catalogue),
  globalCommands,
  permissions,
];
