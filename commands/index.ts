import { createCatalogue } from '../src/command/index.ts';
import { user } from './user/index.ts';

/** Everything that staff can type. */
export const catalogue = createCatalogue([user]);
