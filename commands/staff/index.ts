import type { CommandGroup } from '../../src/command/index.ts';
import { link } from './link.ts';
import { list } from './list.ts';
import { unlink } from './unlink.ts';

export const staff: CommandGroup = {
  name: 'staff',
  description: 'Who of the staff has which account of the instance',
  commands: [list, link, unlink],
};
