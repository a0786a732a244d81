import { expect, test } from 'vitest';
import { shortened } from '../../src/text/shorten.ts';

test.for([
  ['Deny: delete lain permanently', 'Deny: delete lain permanently'],
  ['Deny:  delete\nlain', 'Deny: delete lain'],
  ['Deny: delete all posts, likes, boosts and reactions of lain', 'Deny: delete all posts, likes … of lain'],
  [
    'Deny: delete bob@very-long-host-name-of-somewhere.example permanently',
    'Deny: delete bob@very-long-host-… permanently',
  ],
  ['x'.repeat(50), `${'x'.repeat(29)}…${'x'.repeat(15)}`],
  // A family is one character of eight code units.
  [`Deny: delete ${'👨‍👩‍👧'.repeat(9)} permanently`, 'Deny: delete 👨‍👩‍👧👨‍👩‍👧… permanently'],
] as const)('a text that is too long is cut in the middle, and keeps how it ends: %j', ([whole, cut]) => {
  expect(shortened(whole, 45)).toBe(cut);
  expect(cut.length).toBeLessThanOrEqual(45);
});
