import { z } from 'zod';

/** What is read of `package.json`. */
export const manifestSchema = z.object({
  dependencies: z.record(z.string(), z.string()),
  devDependencies: z.record(z.string(), z.string()),
  allowScripts: z.record(z.string(), z.boolean()),
});

/** What is read of `package-lock.json`: each package by the folder it goes into, the project itself by the empty one. */
export const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({
      license: z.string().optional(),
      integrity: z.string().optional(),
      resolved: z.string().optional(),
      dev: z.boolean().optional(),
      optional: z.boolean().optional(),
      hasInstallScript: z.boolean().optional(),
    }),
  ),
});

interface SupplyChain {
  readonly manifest: z.infer<typeof manifestSchema>;
  readonly lock: z.infer<typeof lockSchema>;
  /** `docs/licences.md`: the packages that somebody has looked at. */
  readonly reviewed: string;
  /** The licence that the package in a folder itself gives; undefined where it is not installed on this platform. */
  licenceIn(folder: string): string | undefined;
}

const exact = /^\d+\.\d+\.\d+(-[0-9a-z.-]+)?$/i;

/** Those that ask for no more than their notice. */
const allowed = [
  'MIT',
  'ISC',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'BlueOak-1.0.0',
  'OFL-1.1',
];

/** What is wrong with where the program's packages come from, a sentence each that says what to do. */
export function faultsOf(chain: SupplyChain): string[] {
  return [...inexact(chain), ...unlocked(chain), ...unreviewed(chain), ...undecidedScripts(chain)];
}

function inexact({ manifest }: SupplyChain): string[] {
  return Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })
    .filter(([, version]) => !exact.test(version))
    .map(
      ([name, version]) =>
        `package.json requires ${name} ${version}. Name one exact version, as npm install -E does.`,
    );
}

/** Only optional packages of other platforms, which no registry is asked for here, may lack their checksum. */
function unlocked({ lock }: SupplyChain): string[] {
  return packagesOf(lock).flatMap(({ name, dev, optional, integrity, resolved }) => [
    ...(integrity?.startsWith('sha512-') || (integrity === undefined && dev && optional)
      ? []
      : [`package-lock.json has no sha512 checksum for ${name}. Install it from a registry.`]),
    ...(resolved === undefined
      ? []
      : [
          `package-lock.json has an address for ${name}. Run npm install --omit-lockfile-registry-resolved, and use only packages from a registry.`,
        ]),
  ]);
}

function unreviewed({ lock, reviewed, licenceIn }: SupplyChain): string[] {
  const production = packagesOf(lock).filter(({ dev }) => !dev);
  const found = [...new Set(production.map(({ name, license }) => lineOf(name, license)))];
  const listed = reviewed.split('\n').filter((line) => /^\| (?!package )/.test(line));
  return [
    ...found
      .filter((line) => !listed.includes(line))
      .map((line) => `New in production: ${line} Review the package, and add that line to docs/licences.md.`),
    ...listed
      .filter((line) => !found.includes(line))
      .map((line) => `No longer in production: ${line} Remove that line from docs/licences.md.`),
    ...production
      .filter(({ license = '' }) => !isAllowed(license))
      .map(({ name, license }) => `The licence of ${name} is ${license}. Remove the package.`),
    ...production
      .map(({ name, folder, license }) => ({ name, license, given: licenceIn(folder) }))
      .filter(({ license, given }) => given !== undefined && given !== license)
      .map(
        ({ name, license, given }) =>
          `${name} says that its licence is ${given}, package-lock.json that it is ${license}. Install it again.`,
      ),
  ];
}

function undecidedScripts({ manifest: { allowScripts }, lock }: SupplyChain): string[] {
  return packagesOf(lock)
    .filter(({ hasInstallScript }) => hasInstallScript)
    .flatMap(({ name, dev }) => {
      if (allowScripts[name] === undefined) {
        return [
          `${name} runs a script when it is installed. Allow or deny it in package.json, allowScripts.`,
        ];
      }
      return allowScripts[name] && !dev
        ? [`${name} may run a script where the bot is installed. Deny it in package.json, allowScripts.`]
        : [];
    });
}

const packagesOf = (lock: SupplyChain['lock']) =>
  Object.entries(lock.packages)
    .filter(([folder]) => folder !== '')
    .map(([folder, each]) => ({ ...each, folder, name: folder.replace(/^.*node_modules\//, '') }));

const lineOf = (name: string, license = 'none') => `| ${name} | ${license} |`;

/** Of several licences to choose from, one is enough. */
const isAllowed = (license: string) =>
  license
    .replaceAll(/[()]/g, '')
    .split(' OR ')
    .some((each) => allowed.includes(each));
