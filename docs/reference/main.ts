import { readFileSync, writeFileSync } from 'node:fs';
import { catalogue } from '../../commands/index.ts';
import { commandReference } from './command-reference.ts';
import { withRightsTables } from './rights-tables.ts';

writeFileSync(new URL('../commands.md', import.meta.url), commandReference(catalogue));

const rights = new URL('../rights.md', import.meta.url);
writeFileSync(rights, withRightsTables(readFileSync(rights, 'utf8'), catalogue.grants));
