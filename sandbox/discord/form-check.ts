import type { ZodMiniType } from 'zod/mini';
import type { $ZodIssue } from 'zod/v4/core';
import { invalidForm, type Problem } from './api-error.ts';

/**
 * Checks a request body against Discord's published schema, and then against the limits that the schema leaves out.
 *
 * @param at the path of the form in a larger one
 * @returns the body without the fields that Discord would ignore
 * @throws {ApiError} 50035 with a tree of errors
 * @see https://discord.com/developers/docs/reference#error-messages
 */
export function checkForm<T>(
  schema: ZodMiniType<T>,
  body: unknown,
  limits: (form: T) => Iterable<Problem> = () => [],
  at: readonly (string | number)[] = [],
): T {
  const parsed = schema.safeParse(body);
  if (!parsed.success) {
    throw invalidForm(parsed.error.issues.flatMap((issue) => problemsOf(issue, at)));
  }
  const problems = Array.from(limits(parsed.data), (problem) => ({
    ...problem,
    path: [...at, ...problem.path],
  }));
  if (problems.length > 0) {
    throw invalidForm(problems);
  }
  return parsed.data;
}

function problemsOf(issue: $ZodIssue, parents: readonly PropertyKey[] = []): Problem[] {
  const path = [...parents, ...issue.path];
  if (issue.code === 'invalid_union') {
    const branch = meantBranch(issue.errors);
    if (branch) {
      return branch.flatMap((nested) => problemsOf(nested, path));
    }
  }
  return [{ path: path.map((key) => (typeof key === 'symbol' ? String(key) : key)), ...wordsFor(issue) }];
}

/**
 * Finds the branch of a union that the body was meant for. Components and options are unions that differ by `type`, so
 * it is the branch without an issue about `type`.
 */
function meantBranch(branches: readonly (readonly $ZodIssue[])[]): readonly $ZodIssue[] | undefined {
  return branches.find((issues) => issues.length > 0 && !issues.some(({ path }) => path.at(-1) === 'type'));
}

function wordsFor(issue: $ZodIssue): { code: string; message: string } {
  switch (issue.code) {
    case 'too_big':
      return issue.origin === 'string' || issue.origin === 'array'
        ? { code: 'BASE_TYPE_MAX_LENGTH', message: `Must be ${issue.maximum} or fewer in length.` }
        : {
            code: 'NUMBER_TYPE_MAX',
            message: `Value should be less than or equal to ${issue.maximum}.`,
          };
    case 'too_small':
      return issue.origin === 'string' || issue.origin === 'array'
        ? { code: 'BASE_TYPE_MIN_LENGTH', message: `Must be ${issue.minimum} or more in length.` }
        : {
            code: 'NUMBER_TYPE_MIN',
            message: `Value should be greater than or equal to ${issue.minimum}.`,
          };
    case 'invalid_type':
      return issue.input === undefined
        ? { code: 'BASE_TYPE_REQUIRED', message: 'This field is required' }
        : { code: 'BASE_TYPE_BAD_TYPE', message: `Must be of type ${issue.expected}.` };
    case 'invalid_format':
      return {
        code: `${issue.format.toUpperCase()}_TYPE_INVALID`,
        message: `Not a well formed ${issue.format}.`,
      };
    case 'invalid_union':
      return { code: 'UNION_TYPE_CHOICES', message: 'Value does not match any of the allowed forms.' };
    default:
      return { code: 'BASE_TYPE_CHOICES', message: 'This value is not one of those allowed.' };
  }
}
