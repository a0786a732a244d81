import { existsSync, readFileSync } from 'node:fs';
import { faultsOf, lockSchema, manifestSchema } from './supply-chain.ts';

const read = (path: string) => readFileSync(path, 'utf8');

const faults = faultsOf({
  manifest: manifestSchema.parse(JSON.parse(read('package.json'))),
  lock: lockSchema.parse(JSON.parse(read('package-lock.json'))),
  reviewed: read('docs/licences.md'),
  licenceIn: (folder) =>
    existsSync(`${folder}/package.json`)
      ? String(JSON.parse(read(`${folder}/package.json`)).license)
      : undefined,
});
for (const fault of faults) console.error(fault);
process.exitCode = faults.length === 0 ? 0 : 1;
