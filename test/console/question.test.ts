import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { askInTerminal } from '../../src/console/ask.ts';
import { shown } from '../../src/console/shown.ts';
import { systemUser } from '../../src/console/system-user.ts';
import type { Reply } from '../../src/text/reply.ts';
import { text } from '../../src/text/text.ts';

const draw = ({ line }: Reply): string => `${shown(line)}\n`;

const question = { tone: 'question', line: text`Delete lain permanently?`, data: null } as const;

test.for([
  ['yes', 'yes\r', true],
  ['Y', 'Y\r', true],
  ['nothing', '\r', false],
  ['anything else', 'yesterday\r', false],
  ['Ctrl-C', '\u0003', false],
  ['Ctrl-D', '\u0004', false],
  ['Ctrl-C in the middle of a yes', 'ye\u0003', false],
] as const)('the question is answered with %s', async ([, keys, agreed]) => {
  const input = Object.assign(new PassThrough(), { isTTY: true });
  const output = new PassThrough();
  const answer = askInTerminal({ input, output }, question, draw);
  input.write(keys);

  expect(await answer).toBe(agreed);
  expect(String(output.read())).toMatch(/Delete lain permanently\?\s+Type yes to continue: /);
});

test('without a terminal, nothing is asked', async () => {
  const nobody = { input: new PassThrough(), output: new PassThrough() };
  await expect(askInTerminal(nobody, question, draw)).rejects.toThrow(
    /without a terminal\. Nothing was changed/,
  );
});

test('the person who types is known by name, by the user who called sudo, or by number where there is no name', () => {
  const nameless = () => {
    throw new Error('no such user');
  };

  expect(systemUser({}, () => ({ username: 'root' })).id).toBe('console:root');
  expect(systemUser({ SUDO_USER: 'lain' }, nameless).id).toBe('console:lain');
  expect(systemUser({}, nameless).id).toMatch(/^console:uid:\d+$/);
});
