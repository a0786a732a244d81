import { type Catalogue, createCatalogue } from '../src/command/index.ts';
import { createActionGroup } from './action/index.ts';
import { audit } from './audit/index.ts';
import { createHelp } from './help.ts';
import { staff } from './staff/index.ts';
import { user } from './user/index.ts';

/** Everything that staff can type. */
export const catalogue: Catalogue = createCatalogue(
  [user, createActionGroup(() => catalogue), staff, audit],
  [createHelp(() => catalogue)],
);
