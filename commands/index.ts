import { type Catalogue, createCatalogue, groupOf } from '../src/command/index.ts';
import * as action from './action/index.ts';
import * as audit from './audit/index.ts';
import { createHelp } from './help.ts';
import * as staff from './staff/index.ts';
import * as user from './user/index.ts';

/** The registry of all commands. */
export const catalogue: Catalogue = createCatalogue(
  [
    groupOf('user', 'Manage the accounts of the instance', user),
    groupOf('action', 'Manage requests and actions', action),
    groupOf('staff', 'Manage the staff: linked accounts and pauses', staff),
    groupOf('audit', 'Verify and export the audit log', audit),
  ],
  [createHelp(() => catalogue)],
);
