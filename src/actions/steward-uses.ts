import type { TableUse } from '../database/rights/grants.ts';
import { columns } from '../database/rights/writes.ts';
import { refreshWrites } from '../refresh/index.ts';

/** The parts of Steward, other than commands, that work with Akkoma's tables. */
export const stewardUses: readonly TableUse[] = [
  { name: 'detection of the release', writes: {}, reads: ['schema_migrations'] },
  { name: 'refresh of accounts in Akkoma', writes: refreshWrites, reads: [] },
  {
    name: "entries in Akkoma's moderation log",
    writes: { moderation_log: { insert: columns('data inserted_at updated_at') } },
    reads: [],
  },
];
