import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { faultsOf, lockSchema, manifestSchema } from '../../packaging/supply-chain.ts';

/** Two packages: one that the bot needs to run, and one that is needed for development. */
function chain() {
  const checksum = 'sha512-AAAA';
  return {
    manifest: manifestSchema.parse({
      dependencies: { ms: '2.1.3' },
      devDependencies: { vitest: '5.1.1' },
      allowScripts: { vitest: true },
    }),
    lock: lockSchema.parse({
      packages: {
        '': {},
        'node_modules/ms': { license: 'MIT', integrity: checksum },
        'node_modules/vitest': { license: 'MIT', integrity: checksum, dev: true, hasInstallScript: true },
      },
    }),
    reviewed: '| package | licence |\n|---|---|\n| ms | MIT |\n',
    licenceIn: (): string | undefined => 'MIT',
  };
}

/** Returns the faults of the same packages with one change. */
function changed(change: (whole: ReturnType<typeof chain>) => void): string[] {
  const whole = chain();
  change(whole);
  return faultsOf(whole);
}

const ms = ({ lock }: ReturnType<typeof chain>) => Object.assign(lock.packages['node_modules/ms'] ?? {});

test('packages without faults give no messages', () => {
  expect(faultsOf(chain())).toEqual([]);
});

test.each<[string, (whole: ReturnType<typeof chain>) => void, RegExp]>([
  [
    'a package that nobody has looked at',
    ({ lock }) => {
      lock.packages['node_modules/ms/node_modules/@new/one'] = { license: 'MIT', integrity: 'sha512-BBBB' };
    },
    /^New in production: \| @new\/one \| MIT \| Review/,
  ],
  [
    'a package that has gone',
    (whole) => {
      whole.reviewed += '| old | ISC |\n';
    },
    /^No longer in production: \| old \| ISC \|/,
  ],
  [
    'a licence that differs from the one in the package',
    (whole) => {
      whole.licenceIn = () => 'ISC';
    },
    /^ms says that its licence is ISC/,
  ],
  [
    'a version that is a range',
    ({ manifest }) => {
      manifest.devDependencies.vitest = '^5.1.1';
    },
    /^package\.json requires vitest \^5\.1\.1/,
  ],
  ['a package without a checksum', (whole) => delete ms(whole).integrity, /no sha512 checksum for ms/],
  [
    'a weak checksum',
    (whole) => {
      ms(whole).integrity = 'sha1-AAAA';
    },
    /no sha512 checksum for ms/,
  ],
  [
    'a package from somewhere else',
    (whole) => {
      ms(whole).resolved = 'git+ssh://elsewhere.example/ms';
    },
    /has an address for ms/,
  ],
  [
    'a script that nobody has decided on',
    ({ manifest }) => {
      delete manifest.allowScripts.vitest;
    },
    /^vitest runs a script when it is installed/,
  ],
  [
    'a script where the bot is installed',
    (whole) => {
      ms(whole).hasInstallScript = true;
      whole.manifest.allowScripts.ms = true;
    },
    /^ms may run a script/,
  ],
])('%s is reported in a sentence that says what to do', (_, change, sentence) => {
  expect(changed(change)).toEqual([expect.stringMatching(sentence)]);
});

test('a licence with further conditions is refused, and a choice of licences is accepted', () => {
  const licensed = (license: string) =>
    changed((whole) => {
      ms(whole).license = license;
      whole.reviewed = `| ms | ${license} |`;
      whole.licenceIn = () => license;
    });
  expect(licensed('AGPL-3.0-only')).toEqual(['The licence of ms is AGPL-3.0-only. Remove the package.']);
  expect(licensed('MIT AND GPL-2.0')).toHaveLength(1);
  expect(licensed('(MIT OR CC0-1.0)')).toEqual([]);
});

test('the Dockerfile has the Node that the tests run on', () => {
  const { devDependencies } = manifestSchema.parse(JSON.parse(readFileSync('package.json', 'utf8')));
  const images = [...readFileSync('Dockerfile', 'utf8').matchAll(/^FROM (\S+)/gm)].map(([, image]) => image);
  expect(new Set(images)).toEqual(new Set([`node:${devDependencies.node}-bookworm-slim`]));
});
