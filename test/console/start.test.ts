import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { pristineDatabase } from '../support/database.ts';

/** The folder of the Node that runs the tests, in which there is no other command. */
const nodeFolder = resolve('node_modules/node/bin');

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'steward-console-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** An installation besides this one, with the given files of the program, and the same packages. */
function newInstallation(...names: readonly string[]): string {
  const folder = newFolder();
  for (const name of ['package.json', ...names]) cpSync(name, join(folder, name), { recursive: true });
  return folder;
}

/** Runs a line of a shell that finds `steward` as a link in a folder of the PATH, as in /usr/local/bin. */
async function runLine(line: string, { installation = resolve('.'), cwd = newFolder() } = {}) {
  const links = newFolder();
  symlinkSync(join(installation, 'src/console.js'), join(links, 'steward'));
  const child = spawn('sh', ['-c', line], {
    cwd,
    env: { PATH: [links, nodeFolder, '/usr/bin', '/bin'].join(':'), AKKOMA_REFRESH: 'false' },
  });
  const [out, err, [exit]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { exit, out, err };
}

const settingsOf = ({ url }: { readonly url: string }) =>
  `DATABASE_URL=${url}\nINSTANCE_URL="https://social.test" # its address\n`;

test('a link to it starts it from any folder, and Node prints no warning', async () => {
  const { exit, out, err } = await runLine('steward help');

  expect({ exit, err }).toEqual({ exit: 0, err: '' });
  expect(out).toContain('Usage: ');
});

test('it reads .env of the folder in which it is typed, and the environment comes first', async () => {
  const cwd = newFolder();
  writeFileSync(join(cwd, '.env'), settingsOf(await pristineDatabase()));

  const read = await runLine('steward user show lain --json', { cwd });
  const overridden = await runLine('INSTANCE_URL=nonsense steward user show lain', { cwd });

  expect({ ...read, out: JSON.parse(read.out) }).toMatchObject({
    exit: 0,
    out: { nickname: 'lain' },
    err: '',
  });
  expect(overridden).toMatchObject({ exit: 1, err: expect.stringMatching(/^INSTANCE_URL must be /) });
});

test('it reads .env of its installation first, because the folder in which it is typed may be anyone’s', async () => {
  const installation = newInstallation('src', 'commands', 'entities');
  symlinkSync(resolve('node_modules'), join(installation, 'node_modules'));
  writeFileSync(join(installation, '.env'), settingsOf(await pristineDatabase()));
  const cwd = newFolder();
  writeFileSync(join(cwd, '.env'), 'DATABASE_URL=postgres://planted.example/akkoma\n');

  const { exit, out } = await runLine('steward user show lain --json', { installation, cwd });

  expect({ exit, out: JSON.parse(out) }).toMatchObject({ exit: 0, out: { nickname: 'lain' } });
});

test('a file .env that cannot be read is named, and help works without it', async () => {
  const cwd = newFolder();
  mkdirSync(join(cwd, '.env'));

  const [list, doctor, help] = await Promise.all([
    runLine('steward user list', { cwd }),
    runLine('steward doctor --json', { cwd }),
    runLine('steward help', { cwd }),
  ]);

  expect(list).toEqual({
    exit: 1,
    out: '',
    err: `Cannot read ${cwd}/.env (EISDIR). Run the command as a user who may read it, such as the one that Steward runs as.\n`,
  });
  expect({ ...doctor, out: JSON.parse(doctor.out) }).toEqual({
    exit: 1,
    out: { error: 'Misconfigured', message: list.err.trimEnd() },
    err: '',
  });
  expect(help).toMatchObject({ exit: 0, err: '' });
});

test('a reader that closes the pipe early is no fault', async () => {
  const { err } = await runLine('(steward help; echo "exit $?" >&2) | true');

  expect(err).toBe('exit 0\n');
});

test('a full disk ends it with one line, whatever it prints', async () => {
  const cwd = newFolder();
  writeFileSync(join(cwd, '.env'), settingsOf(await pristineDatabase()));
  const sentence =
    'Cannot print the result (ENOSPC). If the command changed something, "steward action list" shows it.\n';

  for (const line of [
    'steward help',
    'steward user tag lain x',
    'steward user list',
    'steward audit export',
  ]) {
    expect(await runLine(`${line} > /dev/full`, { cwd }), line).toEqual({ exit: 1, out: '', err: sentence });
  }
  expect(await runLine('steward nonsense 2> /dev/full', { cwd })).toEqual({ exit: 1, out: '', err: '' });
});

/** An installation for which every Node of today is an old one. */
function demanding(): string {
  const installation = newInstallation(
    'src/console.js',
    'src/main.js',
    'src/migrate.js',
    'src/process/node-version.js',
  );
  const manifest = { type: 'module', engines: { node: '>=999.1' } };
  writeFileSync(join(installation, 'package.json'), JSON.stringify(manifest));
  return installation;
}

test.for(['steward user list', 'node INSTALLATION/src/main.js', 'node INSTALLATION/src/migrate.js'])(
  'an old Node yields one sentence: %s',
  async (line) => {
    const installation = demanding();

    const { exit, out, err } = await runLine(line.replace('INSTALLATION', installation), { installation });

    expect({ exit, out }).toEqual({ exit: 1, out: '' });
    expect(err).toBe(
      `Steward needs Node.js 999.1 or newer, but this is Node.js ${process.versions.node} (${nodeFolder}/node).\n`,
    );
  },
);

test('where the right Node lies beside the packages, an old one hands over to it', async () => {
  const installation = demanding();
  const folder = join(installation, 'node_modules/node/bin');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'node'), '#!/bin/sh\necho "$*"\nexit 2\n');
  chmodSync(join(folder, 'node'), 0o755);

  expect(await runLine("steward user list 'a b'", { installation })).toEqual({
    exit: 2,
    out: `${installation}/src/console.js user list a b\n`,
    err: '',
  });
});

test.for(['start', 'console', 'migrate'])(
  'the sentence about an old Node comes first: npm run %s gives it no option that it may lack',
  async (script) => {
    const { default: manifest } = await import('../../package.json', { with: { type: 'json' } });
    const [program, ...words] = manifest.scripts[script as 'start'].split(' ');
    const options = words.slice(
      0,
      words.findIndex((word) => word.endsWith('.js')),
    );

    expect(program).toBe('node');
    // An option of V8 that every Node has.
    expect(options.filter((option) => option !== '--max-semi-space-size=4')).toEqual([]);
  },
);
