import { actionNumber, defineActionCommand } from '../../src/command/index.ts';
import { undo as operation } from '../../src/operations/undo/undo.ts';
import { text } from '../../src/text/text.ts';
import { undoneIn, undoProgress } from './undone-in.ts';

/** `/action undo`: undoes one action. Rows that were changed again since are left as they are. */
export const undo = defineActionCommand({
  name: 'undo',
  description: 'Undo an action, except for what was changed since',
  example: 'action undo 12',
  who: 'Members who may request what it undoes',
  args: {
    action: actionNumber.meta({ description: 'Number of the action', suggest: 'actionToUndo' }),
  },
  operation,
  describe: ({ target }) => text`undo ${target}`,
  // The outcomes of earlier versions have no target.
  reply: ({ action, target = `action ${action}`, ...rows }) => ({
    line: text`Undid ${target}.`,
    fields: undoneIn(rows),
  }),
  progress: undoProgress,
});
