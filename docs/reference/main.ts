import { writeFileSync } from 'node:fs';
import { catalogue } from '../../commands/index.ts';
import { commandReference } from './command-reference.ts';

writeFileSync(new URL('../commands.md', import.meta.url), commandReference(catalogue));
