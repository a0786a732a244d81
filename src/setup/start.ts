import { asStartFault } from '../database/connection/start-faults.ts';
import { readConsoleConfig } from '../settings/config.ts';
import { withEnvFile } from '../settings/env-file.ts';
import { StewardError } from '../text/errors.ts';
import { prepareDatabase } from './prepare-database.ts';

try {
  const { DATABASE_URL } = readConsoleConfig(withEnvFile(process.env, [process.cwd()]));
  const applied = await prepareDatabase(DATABASE_URL);
  process.stdout.write(
    applied.length === 0
      ? 'Schema steward is up to date.\n'
      : `Applied to schema steward: ${applied.join(', ')}.\n`,
  );
} catch (error) {
  const shown = asStartFault(error);
  if (!(shown instanceof StewardError)) throw shown;
  process.stderr.write(`${shown.message}\n`);
  process.exitCode = 1;
}
