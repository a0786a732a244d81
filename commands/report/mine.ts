import { z } from 'zod';
import { isFlakeId } from '../../entities/types/flake-id-text.ts';
import { listReports } from '../../src/akkoma/reports/index.ts';
import { defineQueryCommand, rowsAtATime } from '../../src/command/index.ts';
import { takenBy } from '../../src/queue/index.ts';
import { text } from '../../src/text/text.ts';
import { listingOfReports } from './listing.ts';

/** A page as its button encodes it: after or before a report, or all of them as a file. */
const pageName = z
  .string()
  .regex(/^(after|before):\w{18,22}$|^file$/, 'must be a page from the buttons of the list')
  .refine((page) => page === 'file' || isFlakeId(page.split(':')[1] ?? ''));

/** `/report mine`: lists the open reports about the accounts whose reports the caller has taken, the newest first. */
export const mine = defineQueryCommand({
  name: 'mine',
  description: 'List the open reports that you have taken, the newest first',
  example: 'report mine',
  visibility: 'private',
  reads: ['activities', 'report_notes'],
  args: z.strictObject({
    page: pageName
      .optional()
      .meta({ description: 'Page of the list, as its buttons encode it', offered: false }),
  }),

  async read({ em, instance, pageSize, caller }, { page = '' }) {
    const taken = await takenBy(em, caller.id);
    const filter = {
      states: ['open'],
      about: { addresses: taken.map(({ account }) => account) },
    } as const;
    if (page === 'file') {
      return reports.file((after) => listReports(em, instance, filter, { after: after?.id }, rowsAtATime));
    }
    const [way, place] = page.split(':');
    const cursor = way === 'before' ? { before: place } : { after: place };
    return reports.page(await listReports(em, instance, filter, cursor, pageSize + 1), {
      size: pageSize,
      cursor,
      encode: (to, { id }) => (to === 'file' ? to : `${to}:${id}`),
    });
  },
});

const reports = listingOfReports({
  command: 'report mine',
  title: text`Your reports`,
  empty: {
    list: text`You have taken no open reports.`,
    file: text`You have taken no open reports, so there is no file.`,
  },
});
