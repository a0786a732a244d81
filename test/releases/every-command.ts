import { examplesBesides } from '../support/example-of.ts';

/** A second account that awaits approval: the small instance has one. */
export const setup = `update users set is_approved = false where nickname = 'judy'`;

/** Lines as they are typed in Discord, in an order in which each finds something to do. */
const ordered: readonly string[] = [
  'help',
  'help command:"user deactivate"',
  'user list active:false',
  'user search spam.example',
  'user search lain@social.example',
  'user show lain',
  'user show spam1@spam.example',
  'signup list',
  'invite list',
  'invite create max_use:3',
  'invite revoke #1',
  'user new newbie newbie@mail.example',
  'user resend_confirmation dave',
  'user confirm dave',
  'signup approve judy',
  'instance unconfirm_all reason:spam',
  'instance confirm_all reason:spam',
  'user tag lain mrf_tag:sandbox',
  'user untag lain mrf_tag:sandbox',
  'user set lain moderator:true',
  'user change_email lain another@mail.example',
  'user reset_mfa frank',
  'user reset_password lain',
  'user sign_out gina',
  'user note lain warned',
  'user delete_note 1',
  'user fix_follow_state gina friend4@friendly.example',
  'user deactivate heidi for:7d reason:spam',
  'user activate erin',
  'instance deactivate_all spam.example reason:spam',
  'instance activate_all spam.example reason:spam',
  'post show https://social.test/objects/90658abe-36cc-486c-81b4-f67c49a4d820',
  'post mark_sensitive BCj5y0nFPP1WbYT2WW',
  'post unmark_sensitive BCj5y0nFPP1WbYT2WW',
  'post set_visibility BCj5y0nFPP1WbYT2WW unlisted',
  'post delete BCj5y0IlEkdZ50Ch0K reason:spam',
  'user history frank',
  'report list state:all',
  'report show BCux8pqwkPlJvp1zyy',
  'report take report:BCux8pqwkPlJvp1zyy',
  'report mine',
  'report release report:BCux8pqwkPlJvp1zyy',
  'report resolve report:BCux8pqwkPlJvp1zyy',
  'report reopen BCux8pqwkPlJvp1zyy',
  'report dismiss all_of:frank',
  'user delete_activities lain reason:spam',
  'signup reject kim reason:spam',
  'user rm judy reason:spam',
  'action list since:7d',
  'action show 1',
  'action policy',
  'action undo 1',
  'staff list',
  'staff show 1103571249857675304',
  'staff link ada person:1084413502188232704',
  'report note BCux8pqwkPlJvp1zyy watching',
  'report delete_note 1',
  'staff unlink person:1084413502188232704',
  'staff pause 1091882674160291871 for:24h reason:spam',
  'staff resume 1091882674160291871',
  'audit verify',
  'audit export since:7d',
];

/** These lines lock Steward and unlock it, so they come last. */
const last: readonly string[] = ['action lock reason:spam', 'action unlock reason:spam'];

/** Commands that decide on a waiting action; none is waiting here. */
const answers: readonly string[] = [
  'action approve 1',
  'action deny 1 reason:spam',
  'action cancel 1',
  'action retry 1',
  'action keep 1',
  'action undo_all by:ada since:2h',
];

/** A line for every command except those in `answers`. */
export const lines: readonly string[] = [
  ...ordered,
  ...examplesBesides([...ordered, ...answers, ...last]),
  ...last,
];
