import { pino } from 'pino';
import { expect, test } from 'vitest';
import { Drifted } from '../../src/actions/carry-out.ts';
import { Locked } from '../../src/actions/locked.ts';
import { Paused } from '../../src/actions/paused.ts';
import { explain } from '../../src/command/index.ts';
import { Conflict } from '../../src/errors.ts';
import { concerning, type Matter } from '../../src/matter.ts';
import { text } from '../../src/text.ts';

const log = pino({ level: 'silent' });
const since = new Date();

test.for([
  [new Locked({ action: 1, by: 'ada', reason: 'x', since }), 'refused'],
  [new Paused({ person: '1', name: 'ivan', by: 'ada', reason: 'x', until: since }), 'refused'],
  [new Drifted(1, { target: 'lain', counts: {}, samples: [], warnings: [], facts: {} }), 'stale'],
  [new Conflict(text`It is so already.`), 'conflict'],
  [new TypeError('x'), 'failed'],
] as const)('what went wrong is counted under one of the few words that are told: %s', ([error, outcome]) => {
  const matter: Matter = {};

  concerning(matter, () => explain(error, log));

  expect(matter.outcome).toBe(outcome);
});
