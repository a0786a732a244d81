import type { Catalogue, CommandGroup } from '../../src/command/index.ts';
import { approve } from './approve.ts';
import { cancel } from './cancel.ts';
import { deny } from './deny.ts';
import { keep } from './keep.ts';
import { list } from './list.ts';
import { lock } from './lock.ts';
import { policy } from './policy.ts';
import { retry } from './retry.ts';
import { createShow } from './show.ts';
import { undo } from './undo.ts';
import { undoAll } from './undo-all.ts';
import { unlock } from './unlock.ts';

/** @param catalogue gives the catalogue that this group is itself a part of. */
export const createActionGroup = (catalogue: () => Catalogue): CommandGroup => ({
  name: 'action',
  description: 'Look after what was asked for and done',
  commands: [
    list,
    createShow(catalogue),
    approve,
    deny,
    cancel,
    retry,
    keep,
    undo,
    undoAll,
    lock,
    unlock,
    policy,
  ],
});
