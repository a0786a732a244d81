import { onTestFinished } from 'vitest';
import { type AkkomaServer, startAkkomaServer } from '../../sandbox/akkoma-server/index.ts';
import { ownersAddress } from './database.ts';

/** Starts an Akkoma server that works on the job queue of this database, until the calling test ends or stops it. */
export async function akkomaOn(
  url: string,
  options: Omit<Parameters<typeof startAkkomaServer>[0], 'url'> = {},
): Promise<AkkomaServer> {
  const server = await startAkkomaServer({ url: ownersAddress(url), ...options });
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopped ??= server.stop();
    return stopped;
  };
  onTestFinished(stop);
  return { ...server, stop };
}
