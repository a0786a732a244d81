import type { CommandGroup } from '../../src/command/index.ts';
import { exportLog } from './export.ts';
import { verify } from './verify.ts';

export const audit: CommandGroup = {
  name: 'audit',
  description: 'Check the audit log, and take it elsewhere',
  commands: [verify, exportLog],
};
