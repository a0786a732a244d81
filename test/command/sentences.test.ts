import { expect, test } from 'vitest';
import { reasonAfter } from '../../src/text/sentences.ts';
import { plain, text } from '../../src/text/text.ts';

test.for([
  ['spam', 'Locked by ada: spam.'],
  ['Lost his phone. ', 'Locked by ada: Lost his phone.'],
  ['', 'Locked by ada.'],
] as const)('the reason %j stands before a single full stop', ([reason, sentence]) => {
  expect(plain(text`Locked by ada${reasonAfter(reason)}.`)).toBe(sentence);
});
