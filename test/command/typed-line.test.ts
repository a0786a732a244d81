import { expect, test } from 'vitest';
import { auditFieldsOfRefusal, createCatalogue } from '../../src/command/index.ts';
import { typedLine } from '../../src/command/typed-line.ts';
import { plain } from '../../src/text/text.ts';
import { wave } from './example.ts';

const secretive = wave({}, { secretArgs: ['nickname'] });

test('a command line can be typed again as it is shown, except for its secret arguments', () => {
  const catalogue = createCatalogue([
    { name: 'user', description: 'Accounts', commands: [wave()] },
    { name: 'secret', description: 'Accounts', commands: [{ ...secretive, operation: 'secret.wave' }] },
  ]);
  const line = (operation: string, args: unknown) => {
    const entry = catalogue.byOperation(operation);
    return entry === undefined ? undefined : plain(typedLine(entry, args));
  };

  expect(line('user.wave', { nickname: 'lain', loud: true, times: 3, tags: ['a', 'b'] })).toBe(
    '/user wave nickname:lain loud:true times:3 tags:a, b',
  );
  expect(line('user.wave', { nickname: 'lain', loud: false, reason: null, tags: undefined, times: 0 })).toBe(
    '/user wave nickname:lain times:0',
  );
  expect(line('user.wave', null)).toBe('/user wave ');
  expect(line('secret.wave', { nickname: 'lain', loud: true })).toBe(
    '/secret wave nickname:[hidden] loud:true',
  );
});

test('a refused command keeps its reason apart from the arguments, and no secret', () => {
  expect(auditFieldsOfRefusal(secretive, { nickname: 'lain', loud: true, reason: 'for fun' })).toEqual({
    args: { nickname: '[hidden]', loud: true },
    reason: 'for fun',
  });
  expect(auditFieldsOfRefusal(wave(), { nickname: 'lain', reason: 3 })).toEqual({
    args: { nickname: 'lain' },
    reason: null,
  });
  expect(auditFieldsOfRefusal(wave(), {})).toEqual({ args: {}, reason: null });
});
