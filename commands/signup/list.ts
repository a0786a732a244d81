import { z } from 'zod';
import { isFlakeId } from '../../entities/types/flake-id-text.ts';
import { listSignUps, type SignUp } from '../../src/akkoma/registration/list-sign-ups.ts';
import { createListing, defineQueryCommand, rowsAtATime } from '../../src/command/index.ts';
import { type Table, tableOf } from '../../src/text/table.ts';
import { joinTexts, oneLine, type Text, text } from '../../src/text/text.ts';

/** A page as its button encodes it: after or before an account, or all of them as a file. */
const pageName = z
  .string()
  .regex(/^(after|before):\w{1,22}$|^file$/, 'must be a page from the buttons of the list')
  .refine((page) => page === 'file' || isFlakeId(page.split(':')[1] ?? ''));

/** How much of the reason a line of the list has. */
const mostOfReason = 120;

/**
 * `/signup list`: lists the accounts that await approval, the newest first (behaviour.md 24.1). Only admins see e-mail
 * addresses.
 */
export const list = defineQueryCommand({
  name: 'list',
  description: 'List the accounts that await approval, the newest first',
  example: 'signup list',
  visibility: 'private',
  args: z.strictObject({
    file: z.boolean().default(false).meta({ description: 'Send the whole list as a file', inTerminal: null }),
    page: pageName
      .optional()
      .meta({ description: 'Page of the list, as its buttons encode it', offered: false }),
  }),

  async read({ em, pageSize, may }, { file, page = '' }) {
    const withAddress = may('sensitive');
    if (file || page === 'file') {
      return signUps.file((after) => listSignUps(em, withAddress, { after: after?.id }, rowsAtATime));
    }
    const [way, place] = page.split(':');
    const cursor = way === 'before' ? { before: place } : { after: place };
    return signUps.page(await listSignUps(em, withAddress, cursor, pageSize + 1), {
      size: pageSize,
      cursor,
      encode: (to, { id }) => (to === 'file' ? to : `${to}:${id}`),
    });
  },
});

/** The address, and how many others have one of the same domain. */
const addressIn = ({ address }: SignUp): Text[] =>
  address === null
    ? []
    : address.email === null
      ? [text`no e-mail address`]
      : [
          text`${address.email}${address.othersWithDomain === 0 ? [] : text` (${address.othersWithDomain} more of ${address.domain ?? ''})`}`,
        ];

function describe(signUp: SignUp): Text {
  const { nickname, registeredAt, confirmed, othersWithinHour, reason } = signUp;
  return joinTexts(
    [
      text`${nickname}`,
      text`${registeredAt}`,
      ...(confirmed ? [] : [text`unconfirmed`]),
      ...(othersWithinHour === 0 ? [] : [text`${othersWithinHour} more within an hour`]),
      ...addressIn(signUp),
      reason === null ? text`no reason` : text`“${oneLine(reason, mostOfReason)}”`,
    ],
    ' · ',
  );
}

const tableOfSignUps = (found: readonly SignUp[]): Table =>
  tableOf(found, {
    Nickname: { text: ({ nickname }) => text`${nickname}`, shortens: true },
    Registered: { text: ({ registeredAt }) => text`${registeredAt}` },
    State: {
      text: ({ confirmed }): Text => [confirmed ? 'confirmed' : 'unconfirmed'],
      mood: ({ confirmed }) => (confirmed ? 'good' : 'waiting'),
    },
    'Within an hour': { text: ({ othersWithinHour }) => text`${othersWithinHour}` },
    'E-mail': { text: (signUp) => joinTexts(addressIn(signUp), ''), shortens: true },
    Reason: { text: ({ reason }) => text`${oneLine(reason ?? '', 500)}`, shortens: true },
  });

const signUps = createListing<SignUp>({
  command: 'signup list',
  title: text`Accounts awaiting approval`,
  noun: ['account', 'accounts'],
  empty: { list: text`No account awaits approval.`, file: text`No account awaits approval.` },
  describe,
  tableOf: tableOfSignUps,
  dataOf: ({ registeredAt, othersWithinHour, address, ...signUp }) => ({
    ...signUp,
    registered: registeredAt.toISOString(),
    others_within_hour: othersWithinHour,
    ...(address === null
      ? {}
      : {
          email: address.email,
          email_domain: address.domain,
          others_with_domain: address.othersWithDomain,
        }),
  }),
});
