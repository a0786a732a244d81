import { addTags, mistypedTag, removeTags } from '../../akkoma/accounts/tags.ts';
import { findTarget } from '../../akkoma/lookup/find-target.ts';
import { columns } from '../../database/rights/writes.ts';
import { NothingToDo, Stale } from '../../text/errors.ts';
import { nearest } from '../../text/nearest.ts';
import { plural } from '../../text/plural.ts';
import { changedMeanwhile, didYouMean } from '../../text/sentences.ts';
import { code, type Text, text } from '../../text/text.ts';
import { notifying } from '../notify/notifying.ts';
import { defineOperation, type Operation } from '../operation.ts';
import { staffPrecaution } from '../staff.ts';
import { lockUser } from './lock-user.ts';

interface TagArgs {
  readonly nickname: string;
  readonly tags: string[];
  /** The mail preset for its owner. */
  readonly notify?: string | undefined;
}

/** Adds tags to an account, local or remote (behaviour.md 9). */
export const tag = notifying(
  changeTags(
    { name: 'user.tag', reverse: 'user.untag' },
    addTags,
    ({ target }, given) => text`${target} already has the ${tagsInWords(given)}.`,
  ),
  ({ tags }) => ({ tags: tags.join(', ') }),
);

/** Removes tags from an account (behaviour.md 9). */
export const untag = changeTags(
  { name: 'user.untag', reverse: 'user.tag' },
  removeTags,
  ({ target, tags }, given) => {
    const near = given.flatMap((each) => nearest(each, tags) ?? []);
    return text`${target} does not have the ${tagsInWords(given)}.${near.length === 0 ? [] : text` ${didYouMean([...new Set(near)])}`}`;
  },
);

type TagsOutcome = { nickname: string; tags: string[] };

function changeTags(
  names: { readonly name: string; readonly reverse: string },
  change: (tags: readonly string[], given: readonly string[]) => string[],
  unchanged: (account: { target: string; tags: readonly string[] }, given: readonly string[]) => Text,
): Operation<TagArgs, TagsOutcome> {
  return defineOperation({
    ...names,
    tier: 'routine',
    raisedBy: ['staff'],
    writes: { users: { update: columns('tags updated_at') } },
    undo: 'recorded',

    async plan({ em, instance }, { nickname, tags: given }: TagArgs) {
      const user = await findTarget(em, instance, nickname);
      const before = user.tags ?? [];
      const after = change(before, given);
      const target = user.nickname ?? user.apId;
      if (sameList(before, after)) throw new NothingToDo(unchanged({ target, tags: before }, given));
      const warnings = warningsOf(after.filter((each) => !before.includes(each)));
      return {
        target,
        counts: {},
        samples: [],
        ...staffPrecaution(user),
        warnings,
        ...(warnings.length === 0 ? {} : { asks: true }),
        facts: { id: user.id },
      };
    },

    async apply({ em }, { tags: given }, { target, facts }) {
      const user = await lockUser(em, facts.id);
      const after = change(user.tags ?? [], given);
      if (sameList(user.tags ?? [], after)) {
        throw new Stale(changedMeanwhile(text`${target}`));
      }
      user.tags = after;
      return { nickname: target, tags: after };
    },
  });
}

/** The warnings about tags that are added, and look like tags that Akkoma acts on. */
const warningsOf = (added: readonly string[]): Text[] =>
  added.flatMap((each) => {
    const meant = mistypedTag(each);
    if (meant === null) return [];
    return [
      text`${code(each)} is no tag that Akkoma acts on.${meant.length === 0 ? [] : text` ${didYouMean(meant)}`}`,
    ];
  });

const tagsInWords = (tags: readonly string[]): Text =>
  text`${[plural(tags.length, 'tag', 'tags')]} ${tags.join(', ')}`;

const sameList = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((each, index) => each === b[index]);
