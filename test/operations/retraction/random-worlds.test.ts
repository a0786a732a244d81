import fc from 'fast-check';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { User } from '../../../entities/akkoma/index.ts';
import { itemsOf, retract } from '../../../src/akkoma/retraction/index.ts';
import { defineOperation } from '../../../src/operations/index.ts';
import { deleteActivities } from '../../../src/operations/instance/delete-activities.ts';
import { borrowDatabase } from '../../support/database.ts';
import { performOn, tester } from '../../support/perform.ts';
import { normalised } from './normalised.ts';
import { deleteOneByOne } from './one-by-one.ts';
import { build, ownReactionsBesideTheirPost, smallWorld } from './small-world.ts';

const request = { reason: null, caller: tester, interactionId: null, secret: null };

/** Deletes the given number of activities at a time, of those that the action has not recorded as undone yet. */
const deletePortion = defineOperation({
  name: 'test.delete_portion',
  tier: 'routine',
  writes: {},
  undo: 'recorded',
  plan: async () => ({ target: 'lain', counts: {}, samples: [], warnings: [], facts: {} }),
  async apply(writing, { limit }: { limit: number }) {
    const lain = await writing.em.findOneOrFail(User, { nickname: 'lain' });
    const amount = await retract(
      writing,
      lain,
      itemsOf(lain.apId, {
        limit,
        undone: sql`
        select after #>> '{data,object}' from steward.changes where table_name = 'activities' and before is null`,
        onlyBefore: sql`null::uuid`,
        alsoUpTo: sql`null::uuid`,
      }),
    );
    return { taken: amount.posts + amount.likes + amount.boosts + amount.reactions + amount.orphans };
  },
});

test.each([
  ['3.21', 'all at once'],
  ['3.13.2', 'all at once'],
  ['3.21', 'by the portion'],
] as const)(
  'in any small world of %s, deleting %s leaves every row as deleting one by one does',
  async (akkoma, manner) => {
    await fc.assert(
      fc.asyncProperty(
        smallWorld,
        fc.boolean(),
        fc.boolean(),
        fc.integer({ min: 1, max: 4 }),
        async (world, federating, cleanupAttachments, limit) => {
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
          if (manner === 'all at once') {
            await perform({ ...request, operation: deleteActivities, args: { nickname: 'lain' } });
          } else {
            for (let taken = 1; taken > 0; ) {
              taken = (await perform({ ...request, operation: deletePortion, args: { limit } })).outcome
                .taken;
            }
          }
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
        examples: [[ownReactionsBesideTheirPost, false, true, 1]],
      },
    );
  },
);
