import fc from 'fast-check';
import { Client } from 'pg';
import { expect, inject, test } from 'vitest';
import { deleteActivities } from '../../../src/operations/index.ts';
import { addressFor } from '../../../src/sandbox/database/role.ts';
import { cloneDatabase } from '../../../src/sandbox/database/template.ts';
import { performOn, tester } from '../../support/perform.ts';
import { normalised } from './normalised.ts';
import { deleteOneByOne } from './one-by-one.ts';
import { build, smallWorld } from './small-world.ts';

test.each(['3.21', '3.13.2'] as const)(
  'deleting all at once leaves every row as deleting one by one does, in any small world of %s',
  async (akkoma) => {
    const template = inject('templates')[akkoma];
    await fc.assert(
      fc.asyncProperty(
        smallWorld,
        fc.boolean(),
        fc.boolean(),
        async (world, federating, cleanupAttachments) => {
          await using ours = await cloneDatabase(template);
          await using reference = await cloneDatabase(template);
          await using clients = await connected(ours.url, reference.url);
          const [one, other] = clients;
          await build(one, world);
          await build(other, world);
          const since = new Date(Date.now() - 1_000).toISOString().slice(0, 19);

          const { perform, database } = performOn(
            addressFor(inject('role'), ours.url),
            {
              AKKOMA_FEDERATING: String(federating),
              AKKOMA_CLEANUP_ATTACHMENTS: String(cleanupAttachments),
            },
            template.features,
          );
          await perform({
            operation: deleteActivities,
            args: { nickname: 'lain' },
            reason: null,
            caller: tester,
            interactionId: null,
            secret: null,
          });
          await database.close();
          await deleteOneByOne(other, 'lain', {
            baseUrl: 'https://social.test',
            federating,
            cleanupAttachments,
          });

          expect(await normalised(one, since)).toEqual(await normalised(other, since));
        },
      ),
      { numRuns: Number(process.env.RETRACTION_RUNS ?? 10) },
    );
  },
);

async function connected(first: string, second: string): Promise<[Client, Client] & AsyncDisposable> {
  const clients: [Client, Client] = [
    new Client({ connectionString: first }),
    new Client({ connectionString: second }),
  ];
  await Promise.all(clients.map((client) => client.connect()));
  const close = async (): Promise<void> => {
    await Promise.all(clients.map((client) => client.end()));
  };
  return Object.assign(clients, { [Symbol.asyncDispose]: close });
}
