import type { CommandGroup } from '../../src/command/index.ts';
import { link } from './link.ts';
import { list } from './list.ts';
import { pause } from './pause.ts';
import { resume } from './resume.ts';
import { unlink } from './unlink.ts';

export const staff: CommandGroup = {
  name: 'staff',
  description: 'Look after the staff: who has which account of the instance, and who is paused',
  commands: [list, link, unlink, pause, resume],
};
