import { pino } from 'pino';
import { expect, test } from 'vitest';
import { Locked } from '../../src/actions/access/require-unlocked.ts';
import { Paused } from '../../src/actions/access/require-unpaused.ts';
import { PlanChanged } from '../../src/actions/lifecycle/run-as-approved.ts';
import { explain } from '../../src/command/index.ts';
import { type LogContext, withLogContext } from '../../src/log/log-context.ts';
import { Conflict, NothingToDo, Refused, Stale, Unavailable } from '../../src/text/errors.ts';
import { text } from '../../src/text/text.ts';
import { shown } from './example.ts';

const log = pino({ level: 'silent' });
const since = new Date();
const bare = { target: 'lain', counts: {}, samples: [], warnings: [], facts: {} };

test.for([
  [new Locked({ action: 1, by: 'ada', reason: 'x', since }), 'refused'],
  [
    new Paused({
      person: '1',
      name: 'ivan',
      byId: '2',
      by: 'ada',
      isAutomatic: false,
      reason: 'x',
      until: since,
    }),
    'refused',
  ],
  [new PlanChanged(1, bare, bare), 'stale'],
  [new Conflict(text`It is so already.`), 'conflict'],
  [new TypeError('x'), 'failed'],
] as const)('an error is counted under one of the few outcomes: %s', ([error, outcome]) => {
  const context: LogContext = {};

  withLogContext(context, () => explain(error, log));

  expect(context.outcome).toBe(outcome);
});

/** The reply that explains an error, and the lines that it leaves in the log. */
function told(error: unknown) {
  const lines: string[] = [];
  const reply = explain(error, pino({ level: 'info' }, { write: (line: string) => void lines.push(line) }));
  return { ...shown(reply), data: reply.data, isForCaller: reply.onlyForCaller === true, lines };
}

test('an error that is no fault of Steward’s is explained in its own words, to the caller alone, and not logged', () => {
  expect(told(new Conflict(text`${'lain'} is active already.`))).toEqual({
    tone: 'refused',
    line: 'lain is active already.',
    fields: [],
    data: { error: 'Conflict', message: 'lain is active already.' },
    isForCaller: true,
    lines: [],
  });
  expect(told(new Refused(text`Not you.`))).toMatchObject({
    tone: 'refused',
    data: { error: 'Refused' },
    isForCaller: true,
    lines: [],
  });
});

test('where there is nothing to do, the caller alone is told so, and it counts as no error', () => {
  expect(told(new NothingToDo(text`${'lain'} is already active.`))).toEqual({
    tone: 'information',
    line: 'lain is already active.',
    fields: [],
    data: { nothing_to_do: true, message: 'lain is already active.' },
    isForCaller: true,
    lines: [],
  });
});

test.for([
  ['Stale', new Stale(text`${'lain'} was just changed.`)],
  ['Unavailable', new Unavailable(text`The mail server does not answer.`)],
] as const)('what others may have caused is a failure, and concerns everybody: %s', ([name, error]) => {
  expect(told(error)).toMatchObject({
    tone: 'failed',
    data: { error: name },
    isForCaller: false,
    lines: [],
  });
});

test.for([
  ['ECONNREFUSED', /^The database does not answer\. Nothing was changed\. Try again in a minute/],
  ['55P03', /is changing the same data\. Nothing was changed\. Try again in a minute\.$/],
  ['23505', /^The change conflicts with .*Nothing was changed\. Try again; .* doctor"?\.$/],
  ['57014', /^The database took too long\. Nothing was changed\. Try again/],
  ['42501', /^Steward lacks a permission in the database.*Nothing was changed\. Run "steward doctor"\.$/],
  ['42P01', /^Akkoma's tables have changed.*Nothing was changed\. Try again/],
  ['25006', /^The database only reads at the moment.*Nothing was changed\. Try again/],
  ['53100', /^The disk of the database is full\. Nothing was changed\./],
] as const)('the error %s of the database is explained in words, and logged', ([code, line]) => {
  const { lines, data, ...reply } = told(Object.assign(new Error('hunter2'), { code }));

  expect(reply).toMatchObject({ tone: 'failed', line: expect.stringMatching(line), isForCaller: false });
  expect(data).toEqual({ error: 'Unavailable', message: reply.line });
  expect(lines).toEqual([expect.stringContaining('a command failed')]);
});

test('an internal error is explained by a reference, under which the log has the error', () => {
  const { lines, data, ...reply } = told(new TypeError('x'));
  const [, reference] = / ([0-9a-f]{8})\.$/.exec(reply.line) ?? [];

  expect(reply).toMatchObject({
    tone: 'failed',
    line: `Something went wrong in Steward. Nothing was changed. Give this code to its administrator: ${reference}.`,
    isForCaller: false,
  });
  expect(data).toEqual({ error: 'Fault', message: reply.line });
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { reference, msg: 'a command failed', err: { type: 'TypeError' } },
  ]);
});
