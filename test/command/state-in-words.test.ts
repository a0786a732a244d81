import { expect, test } from 'vitest';
import { catalogue } from '../../commands/index.ts';
import { eventInWords, stateInWords } from '../../src/command/state-in-words.ts';
import { plain } from '../../src/text/text.ts';
import { removal } from './example-removal.ts';

test.for([
  ['proposed', 'user.rm', 'pending'],
  ['stale', 'user.rm', 'out of date'],
  ['following', 'user.rm', 'finishing in Akkoma'],
  ['following', 'user.gone', 'finishing in Akkoma'],
  ['following', 'user.deactivate_all_from_instance', 'running'],
] as const)('the state %s of %s is %s', ([state, operation, words]) => {
  expect(plain(stateInWords({ state }, catalogue.operations.get(operation)))).toBe(words);
});

test.for([
  ['Steward still deletes posts', { phase: 'posts', of: 400, left: 200 }, {}, 'running'],
  ['Steward has not begun with the rest of the posts', null, { deleting: true }, 'running'],
  ['Akkoma deletes the rest', { ...removal, state: 'taken' }, {}, 'finishing in Akkoma'],
  ['Steward looks whether something reappears', { ...removal, state: 'looking' }, {}, 'running'],
  ['another version stored the progress', { phase: 'later' }, {}, 'finishing in Akkoma'],
] as const)('the state of a removal where %s', ([, progress, outcome, words]) => {
  const action = { state: 'following', progress, outcome } as const;
  expect(plain(stateInWords(action, catalogue.operations.get('user.rm')))).toBe(words);
});

test.for([
  ['action.proposed', 'requested'],
  ['action.done', 'done'],
  ['action.unknown', 'unknown'],
] as const)('the event %s is %s', ([event, words]) => {
  expect(plain(eventInWords(event))).toBe(words);
});
