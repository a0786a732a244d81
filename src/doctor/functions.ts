import { compareFunctions } from '../database/functions/compare.ts';
import { joinTexts, text } from '../text/text.ts';
import { defineCheck, failed, ok } from './check.ts';

/**
 * Compares the functions and triggers of schema `steward` with those that the migrations make. They run with the rights
 * of the bot, and the owner of the schema can change them.
 */
export const functions = defineCheck({
  name: 'Functions',
  needs: ['database', 'migrated'],
  look: async ({ database }) => {
    const { changed, missing, additional } = await compareFunctions(database);
    const faults = [
      ...(changed.length > 0 ? [text`altered: ${changed.join(', ')}`] : []),
      ...(missing.length > 0 ? [text`missing: ${missing.join(', ')}`] : []),
      ...(additional.length > 0 ? [text`made by no migration: ${additional.join(', ')}`] : []),
    ];
    return faults.length === 0
      ? ok(text`The functions and triggers of schema steward are those that the migrations make.`)
      : failed(
          text`Schema steward is not as the migrations make it; ${joinTexts(faults, '; ')}.`,
          text`Stop the bot, find out who changed the schema, and restore it from a backup. Only its owner and superusers can change it.`,
        );
  },
});
