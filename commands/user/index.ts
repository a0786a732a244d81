import type { CommandGroup } from '../../src/command/index.ts';
import { activate } from './activate.ts';
import { activateAllFromInstance } from './activate-all-from-instance.ts';
import { deactivate } from './deactivate.ts';
import { deactivateAllFromInstance } from './deactivate-all-from-instance.ts';
import { list } from './list.ts';
import { show } from './show.ts';
import { tag } from './tag.ts';
import { untag } from './untag.ts';

export const user: CommandGroup = {
  name: 'user',
  description: 'Manage the accounts of the instance',
  commands: [
    list,
    show,
    activate,
    activateAllFromInstance,
    deactivate,
    deactivateAllFromInstance,
    tag,
    untag,
  ],
};
