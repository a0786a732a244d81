import { First } from './20261123-first.ts';
import { Team } from './20261124-team.ts';
import { Restraints } from './20261125-restraints.ts';
import { Batches } from './20261129-batches.ts';
import { DecidedLater } from './20261129-decided-later.ts';
import { Refreshes } from './20261129-refreshes.ts';
import { ConsolePeople } from './20261130-console-people.ts';
import { FixedActions } from './20261130-fixed-actions.ts';
import { Mentions } from './20261130-mentions.ts';
import { Messages } from './20261130-messages.ts';
import { Refusals } from './20261130-refusals.ts';
import { SearchPaths } from './20261130-search-paths.ts';
import { Days } from './20261201-days.ts';
import { Notes } from './20261201-notes.ts';
import { QueueCards } from './20261202-queue-cards.ts';
import { NamedAccounts } from './20261203-named-accounts.ts';

export const migrationsList = [
  { name: '20261123-first', class: First },
  { name: '20261124-team', class: Team },
  { name: '20261125-restraints', class: Restraints },
  { name: '20261129-decided-later', class: DecidedLater },
  { name: '20261129-refreshes', class: Refreshes },
  { name: '20261129-batches', class: Batches },
  { name: '20261130-mentions', class: Mentions },
  { name: '20261130-messages', class: Messages },
  { name: '20261130-console-people', class: ConsolePeople },
  { name: '20261130-refusals', class: Refusals },
  { name: '20261130-fixed-actions', class: FixedActions },
  { name: '20261130-search-paths', class: SearchPaths },
  { name: '20261201-days', class: Days },
  { name: '20261201-notes', class: Notes },
  { name: '20261202-queue-cards', class: QueueCards },
  { name: '20261203-named-accounts', class: NamedAccounts },
];
