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
    groupOf('action', 'Look after what was asked for and done', action),
    groupOf('staff', 'Look after the staff: who has which account of the instance, and who is paused', staff),
    groupOf('audit', 'Check the audit log, and take it elsewhere', audit),
  ],
  [createHelp(() => catalogue)],
);
