import { z } from 'zod';
import { isBlank } from '../text/text.ts';
import { storable } from './args.ts';
import { parseArgs } from './parse.ts';

/** The reason of a denial, typed as an option or into the form of the button. */
export const denialReason = storable(z.string())
  .overwrite((typed) => (isBlank(typed) ? '' : typed.trim()))
  .min(1, 'must not be empty')
  .max(1000, 'must have at most 1000 characters');

/**
 * Reads a reason that was typed into the form.
 *
 * @throws Invalid
 */
export const readDenialReason = (typed: string): string =>
  parseArgs(z.strictObject({ reason: denialReason }), { reason: typed }).reason;
