import type { CommandGroup } from '../../src/command/index.ts';
import { undo } from './undo.ts';
import { undoAll } from './undo-all.ts';

export const action: CommandGroup = {
  name: 'action',
  description: 'Look after what was asked for and done',
  commands: [undo, undoAll],
};
