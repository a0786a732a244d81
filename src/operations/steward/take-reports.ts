import { openReportsAbout } from '../../akkoma/reports/index.ts';
import { releaseReports, type Taker, takeReports as take, takersOf } from '../../queue/index.ts';
import { NothingToDo } from '../../text/errors.ts';
import { joinTexts, type Text, text } from '../../text/text.ts';
import { defineOperation, type ReadContext } from '../operation.ts';
import { chosenReports, type ReportsArgs } from '../reports/chosen-reports.ts';
import { targetOf } from '../reports/report-plan.ts';

/**
 * Takes the open reports about accounts: everyone sees who deals with them. Akkoma has no such thing, so its own interface
 * shows nothing of it.
 */
export const takeReports = defineOperation({
  name: 'report.take',
  isOnQueueCards: true,
  tier: 'routine',
  writes: {},
  reads: ['activities'],
  undo: { by: 'report release' },

  async plan(context, args: ReportsArgs) {
    const { accounts, open, target, account } = await select(context, args);
    if (open === 0) {
      throw new NothingToDo(text`The reports about ${target} are not open any more.`);
    }
    const takers = await takersOf(context.em, accounts);
    const others = takers.filter(({ id }) => id !== context.requester.id);
    if (others.length === 0 && takers.length === accounts.length) {
      throw new NothingToDo(text`You have already taken the reports about ${target}.`);
    }
    return {
      target,
      counts: {},
      samples: [],
      warnings: [],
      ...(others.length === 0 ? {} : { asks: true, before: [inWords(others)] }),
      facts: { ...account, accounts },
    };
  },

  async apply({ em, actionId }, _args, { target, facts }) {
    await take(em, await openReportsAbout(em, facts.accounts), actionId);
    return { nickname: target };
  },
});

/** Releases the reports about accounts that somebody has taken. */
export const releaseReportsOf = defineOperation({
  name: 'report.release',
  isOnQueueCards: true,
  tier: 'routine',
  writes: {},
  reads: ['activities'],
  undo: { by: 'report take' },

  async plan(context, args: ReportsArgs) {
    const { accounts, target, account } = await select(context, args);
    const takers = await takersOf(context.em, accounts);
    if (takers.length === 0) throw new NothingToDo(text`Nobody has taken the reports about ${target}.`);
    const others = takers.filter(({ id }) => id !== context.requester.id);
    return {
      target,
      counts: {},
      samples: [],
      warnings: [],
      ...(others.length === 0 ? {} : { asks: true, before: [inWords(others)] }),
      facts: { ...account, accounts },
    };
  },

  async apply({ em }, _args, { target, facts }) {
    await releaseReports(em, facts.accounts);
    return { nickname: target };
  },
});

/** The accounts that the reports are about, and how many of the reports are open. */
async function select(context: ReadContext, args: ReportsArgs) {
  const chosen = await chosenReports(context, args);
  return {
    accounts: [...new Set(chosen.map(({ about }) => about.address))].toSorted(),
    open: chosen.filter(({ state }) => state === 'open').length,
    ...targetOf(chosen),
  };
}

const inWords = (takers: readonly Taker[]): Text =>
  joinTexts(
    takers.map(({ name, at }) => text`Taken by ${name} ${at}`),
    '; ',
  );
