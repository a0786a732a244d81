import { type Catalogue, createCatalogue, groupOf } from '../src/command/index.ts';
import { createApprove } from './action/approve.ts';
import * as action from './action/index.ts';
import { createList } from './action/list.ts';
import { createPolicyCommand } from './action/policy.ts';
import { createShow } from './action/show.ts';
import { akkomaWords } from './akkoma-words.ts';
import * as audit from './audit/index.ts';
import { createHelp } from './help.ts';
import * as instance from './instance/index.ts';
import * as invite from './invite/index.ts';
import * as post from './post/index.ts';
import * as report from './report/index.ts';
import { createReportShow } from './report/show.ts';
import * as signup from './signup/index.ts';
import * as staff from './staff/index.ts';
import { createStaffShow } from './staff/show.ts';
import { createHistory } from './user/history.ts';
import * as user from './user/index.ts';
import { createUserShow } from './user/show.ts';

const registry = (): Catalogue => catalogue;

/** The registry of all commands. */
export const catalogue: Catalogue = createCatalogue(
  [
    groupOf('user', 'Manage the accounts of the instance', {
      ...user,
      history: createHistory(registry),
      show: createUserShow(registry),
    }),
    groupOf('signup', 'Approve or reject accounts that await approval', signup),
    groupOf('invite', 'Manage the invites for registration', invite),
    groupOf('instance', 'Show this instance, and change all accounts of it or of another one', instance),
    groupOf('post', 'Manage posts', post),
    groupOf('report', 'Handle the reports of accounts and posts', {
      ...report,
      show: createReportShow(registry),
    }),
    groupOf('action', 'Manage requests and actions', {
      ...action,
      approve: createApprove(registry),
      list: createList(registry),
      policy: createPolicyCommand(registry),
      show: createShow(registry),
    }),
    groupOf('staff', 'Manage the staff: linked accounts and pauses', {
      ...staff,
      show: createStaffShow(registry),
    }),
    groupOf('audit', 'Verify and export the audit log', audit),
  ],
  [createHelp(registry)],
  akkomaWords,
);
