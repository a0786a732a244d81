import { z } from 'zod';
import {
  type ListedReport,
  listReports,
  noSuchReport,
  partiesNamed,
} from '../../src/akkoma/reports/index.ts';
import { defineQueryCommand, rowsAtATime, storable } from '../../src/command/index.ts';
import { text } from '../../src/text/text.ts';
import { decodePage, encodePage, pageOption, type ReportPage, stateChoices, states } from './list-page.ts';
import { listingOfReports } from './listing.ts';

const party = (description: string) =>
  storable(z.string())
    .overwrite((typed) => typed.trim())
    .min(1, 'must not be empty')
    .max(300, 'must have at most 300 characters')
    .optional()
    .meta({ description, suggest: 'nickname' });

/** `/report list`: lists reports, the newest first, one page at a time or all of them as a file. */
export const list = defineQueryCommand({
  name: 'list',
  description: 'List reports, the newest first',
  example: 'report list about:frank',
  visibility: 'private',
  reads: ['activities', 'report_notes'],
  args: z.strictObject({
    state: z.enum(stateChoices).default('open').meta({ description: 'State of the reports' }),
    about: party('Account or instance that was reported'),
    by: party('Account or instance that reported'),
    file: z.boolean().default(false).meta({ description: 'Send the whole list as a file', inTerminal: null }),
    page: pageOption,
  }),

  async read({ em, instance, pageSize }, { page, file, state, about, by }) {
    const find = async (id: string): Promise<ListedReport> => {
      const [found] = await listReports(em, instance, { ids: [id] }, {}, 1);
      if (found === undefined) throw noSuchReport(id);
      return found;
    };
    const parties = async (typed: string | undefined) =>
      typed === undefined ? undefined : partiesNamed(em, instance, typed);
    const asked: ReportPage =
      page === undefined
        ? { state, about: await parties(about), by: await parties(by), cursor: {}, file }
        : await decodePage(page, find);
    const filter = { states: states[asked.state], about: asked.about, by: asked.by };
    if (asked.file) {
      return reports.file((after) => listReports(em, instance, filter, { after: after?.id }, rowsAtATime));
    }
    // The extra row shows whether the list continues.
    const found = await listReports(em, instance, filter, asked.cursor, pageSize + 1);
    return reports.page(found, {
      size: pageSize,
      cursor: asked.cursor,
      encode: (way, report) => encodePage(asked, way, report),
    });
  },
});

const reports = listingOfReports({
  command: 'report list',
  title: text`Reports`,
  empty: {
    list: text`No matching reports.`,
    file: text`No matching reports, so there is no file. Change the options, or leave some out.`,
  },
});
