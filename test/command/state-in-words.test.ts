import { expect, test } from 'vitest';
import { catalogue } from '../../commands/index.ts';
import { eventInWords, stateInWords } from '../../src/command/state-in-words.ts';
import { plain } from '../../src/text/text.ts';

test.for([
  ['proposed', 'user.rm', 'pending'],
  ['stale', 'user.rm', 'out of date'],
  ['following', 'user.rm', 'finishing in Akkoma'],
  ['following', 'user.gone', 'finishing in Akkoma'],
  ['following', 'user.deactivate_all_from_instance', 'running'],
] as const)('the state %s of %s is %s', ([state, operation, words]) => {
  expect(plain(stateInWords(state, catalogue.operations.get(operation)))).toBe(words);
});

test.for([
  ['action.proposed', 'requested'],
  ['action.done', 'done'],
  ['action.unknown', 'unknown'],
] as const)('the event %s is %s', ([event, words]) => {
  expect(plain(eventInWords(event))).toBe(words);
});
