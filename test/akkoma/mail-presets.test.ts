import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { htmlOf } from '../../src/akkoma/mail/html.ts';
import { fillIn, MalformedMailPresets, readMailPresets } from '../../src/akkoma/mail/mail-presets.ts';

/** Reads presets from a file with this content. */
async function presetsIn(content: string) {
  const folder = await mkdtemp(join(tmpdir(), 'steward-presets-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'presets.yaml');
  await writeFile(path, content);
  return readMailPresets(path);
}

const faultsOf = (reading: Promise<unknown>): Promise<readonly string[]> =>
  reading.then(
    () => [],
    (error: unknown) => {
      if (error instanceof MalformedMailPresets) return error.faults;
      throw error;
    },
  );

test('a preset is for all commands, unless it names some', async () => {
  const presets = await presetsIn(`
all: { subject: S, text: T }
one: { commands: [tag], subject: S, text: T }
`);

  expect([...presets].map(([name, { commands }]) => [name, commands])).toEqual([
    ['all', ['activate', 'approve', 'deactivate', 'delete_activities', 'reject', 'reset_password', 'tag']],
    ['one', ['tag']],
  ]);
});

test('no file, and an empty one, have no presets', async () => {
  expect(await readMailPresets(undefined)).toEqual(new Map());
  expect(await presetsIn('# none yet\n')).toEqual(new Map());
});

test('the presets that come with Steward are valid', async () => {
  const presets = await readMailPresets('packaging/mail-presets.yaml');

  const used = new Set([...presets.values()].flatMap(({ commands }) => commands));
  expect([...used].sort()).toEqual([
    'activate',
    'approve',
    'deactivate',
    'delete_activities',
    'reject',
    'reset_password',
    'tag',
  ]);
});

test.for([
  ['# first\na: [1', ['line 2 is not valid YAML (BAD_INDENT)'], 'not YAML'],
  [
    'a: { subject: S, text: T }\na: { subject: S, text: T }',
    ['line 2 is not valid YAML (DUPLICATE_KEY)'],
    'a name twice',
  ],
  ['- spam', ['the file must map names to presets'], 'a list'],
  ['a: { subject: S }', ['a.text: must be a text'], 'no text'],
  ['a: { subject: S, text: T, to: x@y }', ['a: Unrecognized key: "to"'], 'an unknown key'],
  ['a: { subject: "S\\nBcc: x", text: T }', ['a.subject: must be one line'], 'a subject of two lines'],
  [
    'a: { commands: [rm], subject: S, text: T }',
    [
      'a.commands.0: must be one of activate, approve, deactivate, delete_activities, reject, reset_password, tag',
    ],
    'a command without notify',
  ],
  [
    'a: { subject: S, text: "{password}" }',
    ['a: the command activate has no placeholder {password}'],
    'an unknown placeholder',
  ],
  [
    'a: { commands: [tag, deactivate], subject: S, text: "{tags}" }',
    ['a: the command deactivate has no placeholder {tags}'],
    'a placeholder of another command',
  ],
  [
    'Spam mail: { subject: S, text: T }',
    ['Spam mail: the name must have at most 32 lower-case letters, digits, "-" and "_"'],
    'a name that nobody can type',
  ],
] as const)('%s is a fault (%o)', async ([content, faults]) => {
  expect(await faultsOf(presetsIn(content))).toEqual(faults);
});

test('a missing file is a fault, and no path is told', async () => {
  expect(await faultsOf(readMailPresets('/nowhere/presets.yaml'))).toEqual([
    'the file cannot be read (ENOENT)',
  ]);
});

test('placeholders are filled in once: what they stand for is not a template', () => {
  expect(fillIn('{nickname} {url}', { nickname: '{url}', url: 'https://social.test' })).toBe(
    '{url} https://social.test',
  );
});

test('a text becomes paragraphs of escaped HTML', () => {
  expect(htmlOf('Hello <b>\n\n\nA & B\nC\n')).toBe('<p>Hello &lt;b&gt;</p>\n<p>A &amp; B<br>\nC</p>\n');
});
