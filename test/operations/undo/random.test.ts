import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changeEmail } from '../../../src/operations/instance/change-email.ts';
import { confirm } from '../../../src/operations/instance/confirm.ts';
import { confirmAll, unconfirmAll } from '../../../src/operations/instance/confirm-all.ts';
import { invite } from '../../../src/operations/instance/invite.ts';
import { revokeInvite } from '../../../src/operations/instance/revoke-invite.ts';
import { set } from '../../../src/operations/instance/set.ts';
import { activate, deactivate } from '../../../src/operations/instance/set-activation.ts';
import {
  activateAllFromInstance,
  deactivateAllFromInstance,
} from '../../../src/operations/instance/set-activation-of-instance.ts';
import { tag, untag } from '../../../src/operations/instance/tags.ts';
import { deletePost } from '../../../src/operations/posts/delete-post.ts';
import { markSensitive } from '../../../src/operations/posts/mark-post.ts';
import { StewardError } from '../../../src/text/errors.ts';
import { pristineDatabase } from '../../support/database.ts';
import { another, tester } from '../../support/perform.ts';
import { type Changes, snapshot } from '../../support/snapshot.ts';
import { differencesSince, doing } from './doing.ts';

const thief = another('thief');

type Does = ReturnType<typeof doing>['does'];
type Act = (does: Does) => Promise<number>;

const nickname = fc.constantFrom(
  'lain',
  'bob',
  'heidi',
  'gina',
  'erin',
  'dave',
  'carol',
  'friend1@friendly.example',
);
const tags = fc.subarray(['x', 'y', 'beta', 'mrf_tag:sandbox'], { minLength: 1 });
const host = fc.constantFrom('spam.example', 'friendly.example');

/** Posts of lain's and bob's: one that is pinned, replies to each other, and one with a like and a boost. */
const post = fc.constantFrom(
  'https://social.test/objects/5616013a-79c8-4c8f-a53f-20a1692bacc8',
  'BCj5y0nFPP1WbYT2WW',
  'BCj5y0xWnBFN7RHFY0',
  'BCj5y16kEucTa1abui',
  'BCj5y1ZoUps72BBpDs',
);

const act: fc.Arbitrary<Act> = fc.oneof(
  post.map(
    (post): Act =>
      (does) =>
        does(deletePost, { post }),
  ),
  post.map(
    (post): Act =>
      (does) =>
        does(markSensitive, { post }),
  ),
  fc.record({ nickname, keep_followers: fc.boolean() }).map(
    (args): Act =>
      (does) =>
        does(deactivate, args),
  ),
  nickname.map(
    (nickname): Act =>
      (does) =>
        does(activate, { nickname }),
  ),
  fc.record({ instance: host, include_subdomains: fc.boolean(), keep_followers: fc.boolean() }).map(
    (args): Act =>
      (does) =>
        does(deactivateAllFromInstance, args),
  ),
  fc.record({ instance: host, include_subdomains: fc.boolean() }).map(
    (args): Act =>
      (does) =>
        does(activateAllFromInstance, args),
  ),
  fc
    .record(
      {
        nickname,
        admin: fc.boolean(),
        confirmed: fc.boolean(),
        locked: fc.boolean(),
        moderator: fc.boolean(),
      },
      { requiredKeys: ['nickname'] },
    )
    .map(
      (args): Act =>
        (does) =>
          does(set, args),
    ),
  fc.record({ nickname, tags }).map(
    (args): Act =>
      (does) =>
        does(tag, args),
  ),
  fc.record({ nickname, tags }).map(
    (args): Act =>
      (does) =>
        does(untag, args),
  ),
  nickname.map(
    (nickname): Act =>
      (does) =>
        does(confirm, { nickname }),
  ),
  fc.constant<Act>((does) => does(confirmAll, {})),
  fc.constant<Act>((does) => does(unconfirmAll, {})),
  fc.constant<Act>((does) => does(invite, { max_use: 2 })),
  fc.constantFrom('#1', '#2').map(
    (token): Act =>
      (does) =>
        does(revokeInvite, { token }),
  ),
  fc.record({ nickname, email: fc.constantFrom('one@mail.example', 'two@mail.example', '') }).map(
    (args): Act =>
      (does) =>
        does(changeEmail, args),
  ),
);

const environment = { AKKOMA_AUTOFOLLOWED_NICKNAMES: 'bob,lain', AKKOMA_AUTOFOLLOWING_NICKNAMES: 'ada' };

const certain: Act = (does) => does(invite, { max_use: 2 });

/** Does the possible acts, and at least one. Returns the ids of the actions. */
async function doAll(does: Does, acts: readonly Act[], first = [certain]): Promise<number[]> {
  const done: number[] = [];
  for (const each of [...first, ...acts]) {
    try {
      done.push(await each(does));
    } catch (error) {
      if (!(error instanceof StewardError)) throw error;
    }
  }
  return done;
}

const worlds = 8;

test.for(fc.sample(fc.array(act, { minLength: 2, maxLength: 12 }), { numRuns: worlds, seed: 20261124 }))(
  'an undo of everything that a person did leaves every row as it was',
  async (acts) => {
    const { url, client } = await pristineDatabase();
    const { does, undoesAll } = doing(url, environment);
    const before = await snapshot(client);
    const done = await doAll(does, acts);

    const outcome = await undoesAll('console:tester');

    expect(await differencesSince(client, before)).toEqual({});
    expect(outcome.skipped).toBe(0);
    expect(outcome.actions).toEqual(done.toReversed());
  },
);

test.for(fc.sample(fc.array(act, { minLength: 2, maxLength: 12 }), { numRuns: worlds, seed: 20261125 }))(
  'undoing all actions one by one, from the last, leaves every row as it was',
  async (acts) => {
    const { url, client } = await pristineDatabase();
    const { does, undoes } = doing(url, environment);
    const before = await snapshot(client);
    const done = await doAll(does, acts);

    for (const action of done.toReversed()) expect((await undoes(action)).skipped).toBe(0);

    expect(await differencesSince(client, before)).toEqual({});
  },
);

const shared = fc.array(fc.record({ act, isTheirs: fc.boolean() }), { minLength: 4, maxLength: 14 });

test.for(fc.sample(shared, { numRuns: 12, seed: 77 }))(
  'an undo of everything that a person did among the actions of another has the result of one undo after the other',
  async (acts) => {
    const [once, oneByOne] = await Promise.all(
      [true, false].map(async (isOnce) => {
        const { url, client } = await pristineDatabase();
        const { does, undoes, undoesAll } = doing(url, environment);
        const before = await snapshot(client);
        const done: number[] = [];
        for (const { act, isTheirs } of acts) {
          const mine = await doAll(
            (operation, args) => does(operation, args, isTheirs ? thief : tester),
            [act],
            [],
          );
          if (isTheirs) done.push(...mine);
        }
        if (isOnce) await unlessRefused(undoesAll(thief.id));
        else for (const action of done.toReversed()) await unlessRefused(undoes(action));
        return differencesSince(client, before);
      }),
    );

    expect(withoutChance(once)).toEqual(withoutChance(oneByOne));
  },
);

/** The accounts, follows and invites, without the secrets and times that two runs do not have in common. */
const withoutChance = ({ users, following_relationships, user_invite_tokens }: Changes = {}): unknown =>
  JSON.parse(
    JSON.stringify({ users, following_relationships, user_invite_tokens })
      .replaceAll(/"[\w-]{43}="/g, '"secret"')
      .replaceAll(/"\d{4}-\d\d-\d\dT[^"]+"/g, '"time"'),
  );

const unlessRefused = (undone: Promise<unknown>): Promise<unknown> =>
  undone.catch((error: unknown) => {
    if (!(error instanceof StewardError)) throw error;
  });
