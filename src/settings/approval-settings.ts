import { z } from 'zod';
import type { ApprovalRule } from '../actions/index.ts';
import { duration, millisecondsIn } from '../text/duration.ts';

/** A Discord id, as Discord's client copies it. */
export const snowflake = z.string().regex(/^\d{17,20}$/, 'must be a Discord id, 17 to 20 digits');

/** A time limit, in milliseconds: for votes, and for running an approved action. */
export const waiting = duration({ min: '1s', max: '30d' }).transform(millisecondsIn);

/** How many others must approve. The limit is ten: more people would never be found in time. */
const howMany = 'must be a whole number from 0 to 10';
const voteCount = z.number(howMany).int(howMany).min(0, howMany).max(10, howMany);
export const votes = z.coerce.number(howMany).pipe(voteCount);

/** The settings of one operation. Those that are left out are taken from its tier. */
const override = z
  .strictObject(
    {
      votes: voteCount.optional(),
      roles: z
        .array(z.string('must be Discord ids in quotes').pipe(snowflake), 'must be a list of Discord ids')
        .min(1, 'must name at least one role')
        .optional(),
      vote_within: z.string('must be a time in quotes, such as "4h"').pipe(waiting).optional(),
      run_within: z.string('must be a time in quotes, such as "30m"').pipe(waiting).optional(),
    },
    'must be an object, such as {"votes":2}',
  )
  .transform(
    ({ votes, roles, vote_within: voteWithin, run_within: runWithin }): Partial<ApprovalRule> => ({
      ...(votes === undefined ? {} : { votes }),
      ...(roles === undefined ? {} : { roleIds: roles }),
      ...(voteWithin === undefined ? {} : { voteWithin }),
      ...(runWithin === undefined ? {} : { runWithin }),
    }),
  );

/**
 * The differences from the tiers, by operation, as JSON.
 *
 * @param operations the names of all operations. Any other name is an error, so that a typo does not silently weaken
 * the policy.
 */
export function approvalOverrides(operations: Iterable<string>) {
  const overrides = z.strictObject(
    Object.fromEntries([...operations].map((name) => [name, override.optional()])),
  );
  return z.string().transform((json, context) => {
    const parsed = overrides.safeParse(parseJson(json));
    if (parsed.success) return parsed.data;
    context.addIssue(parsed.error.issues.map(faultInWords).join(', and '));
    return z.NEVER;
  });
}

function faultInWords(issue: z.core.$ZodIssue): string {
  const [name, setting] = issue.path.map(String);
  if (name === undefined) {
    return issue.code === 'unrecognized_keys'
      ? `contains ${issue.keys.join(', ')}, which is not a command that changes something; docs/commands.md has the names`
      : 'must be JSON, such as {"user.rm":{"votes":2}}';
  }
  if (issue.code === 'unrecognized_keys') {
    return `contains ${issue.keys.join(', ')} for ${name}, where only votes, roles, vote_within and run_within are allowed`;
  }
  return setting === undefined
    ? `${issue.message} for ${name}`
    : `${issue.message} for ${setting} of ${name}`;
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
