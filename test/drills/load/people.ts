import type { DiscordSandboxOptions } from '../../../sandbox/discord/index.ts';
import { admins, moderators } from '../people.ts';

const named = (what: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${what}${index + 1}`);

const furtherAdmins = named('admin', 7);
const furtherModerators = named('moderator', 18);

/** People who may do everything that the drill asks for. */
export const staff: readonly string[] = [...admins, ...moderators, ...furtherAdmins, ...furtherModerators];

/** People who may do nothing. */
export const visitors: readonly string[] = named('visitor', 20);

/** Those of them who are not in the sandbox by default. */
export const people: NonNullable<DiscordSandboxOptions['people']> = Object.fromEntries([
  ...furtherAdmins.map((name) => [name, 'admin'] as const),
  ...furtherModerators.map((name) => [name, 'moderator'] as const),
  ...visitors.map((name) => [name, null] as const),
]);
