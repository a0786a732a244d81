import { findPerson } from '../../src/actions/index.ts';
import { defineActionCommand, pastTime, person } from '../../src/command/index.ts';
import { undoAll as operation } from '../../src/operations/undo/undo-all.ts';
import { plural } from '../../src/text/plural.ts';
import { text } from '../../src/text/text.ts';
import { undoneIn, undoProgress } from './undone-in.ts';

/** `/action undo_all`: undoes everything that one person did since a time, for example if their account was stolen. */
export const undoAll = defineActionCommand({
  name: 'undo_all',
  description: 'Undo all actions of a member since a time, for example after their account was stolen',
  example: 'action undo_all by:mo since:2h',
  args: {
    by: person('Member whose actions to undo'),
    since: pastTime('Start time, such as 2h, 7d, 2027-04-05 or 2027-04-05T10:00Z'),
  },
  complete: async (args, { em }) => ({ ...args, by: (await findPerson(em, args.by)).id }),
  operation,
  details: ({ since }) => [{ name: 'Since', value: text`${new Date(since)}` }],
  describe: ({ target }) => text`undo ${target}`,
  reply: ({ target, not_undone: rest = [], ...undone }) => ({
    line: text`Undid ${target}.`,
    fields: [
      ...undoneIn(undone),
      ...(rest.length === 0
        ? []
        : [
            {
              name: `Not undone: ${rest.length}`,
              value: text`Nothing of ${[plural(rest.length, 'action', 'actions')]} ${[rest.join(', ')]} could be restored. To undo them later, first undo what was done after them.`,
            },
          ]),
    ],
  }),
  progress: undoProgress,
});
