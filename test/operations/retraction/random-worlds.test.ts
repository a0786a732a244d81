import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deleteActivities } from '../../../src/operations/index.ts';
import { borrowDatabase } from '../../support/database.ts';
import { performOn, tester } from '../../support/perform.ts';
import { normalised } from './normalised.ts';
import { deleteOneByOne } from './one-by-one.ts';
import { build, ownReactionsBesideTheirPost, smallWorld } from './small-world.ts';

test.each(['3.21', '3.13.2'] as const)(
  'deleting all at once leaves every row as deleting one by one does, in any small world of %s',
  async (akkoma) => {
    await fc.assert(
      fc.asyncProperty(
        smallWorld,
        fc.boolean(),
        fc.boolean(),
        async (world, federating, cleanupAttachments) => {
          await using ours = await borrowDatabase(akkoma);
          await using reference = await borrowDatabase(akkoma);
          const [one, other] = [ours.client, reference.client];
          await build(one, world);
          await build(other, world);
          const since = new Date(Date.now() - 1_000).toISOString().slice(0, 19);

          const { perform } = performOn(ours.url, {
            AKKOMA_FEDERATING: String(federating),
            AKKOMA_CLEANUP_ATTACHMENTS: String(cleanupAttachments),
          });
          await perform({
            operation: deleteActivities,
            args: { nickname: 'lain' },
            reason: null,
            caller: tester,
            interactionId: null,
            secret: null,
          });
          await deleteOneByOne(other, 'lain', {
            baseUrl: 'https://social.test',
            federating,
            cleanupAttachments,
          });

          expect(await normalised(one, since)).toEqual(await normalised(other, since));
        },
      ),
      {
        numRuns: Number(process.env.RETRACTION_RUNS ?? 10),
        examples: [[ownReactionsBesideTheirPost, false, true]],
      },
    );
  },
);
