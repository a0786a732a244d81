import type { User } from '../../../entities/akkoma/index.ts';
import { randomToken } from '../ids/tokens.ts';

interface Status {
  /** Whether writing the value changes the row. It can do so even if the account already has that status. */
  differs(user: User, value: boolean): boolean;
  write(user: User, value: boolean): void;
}

/** The statuses of an account that can be set or cleared, in the order in which Akkoma writes them (behaviour.md 8). */
export const accountStatuses = {
  admin: {
    differs: (user, value) => user.isAdmin !== value,
    write: (user, value) => {
      user.isAdmin = value;
    },
  },
  confirmed: {
    // Clearing it writes a new token each time.
    differs: (user, value) => !value || !user.isConfirmed || user.confirmationToken != null,
    write: (user, value) => {
      user.isConfirmed = value;
      user.confirmationToken = value ? null : randomToken();
    },
  },
  locked: {
    differs: (user, value) => user.isLocked !== value,
    write: (user, value) => {
      user.isLocked = value;
    },
  },
  moderator: {
    differs: (user, value) => user.isModerator !== value,
    write: (user, value) => {
      user.isModerator = value;
    },
  },
} as const satisfies Record<string, Status>;

export const statusNames = ['admin', 'confirmed', 'locked', 'moderator'] as const;

type StatusName = (typeof statusNames)[number];

/** The wanted statuses of an account. Those that are left out do not change. */
export type AccountStatus = { readonly [Name in StatusName]?: boolean | undefined };

/** Returns the names of the wanted statuses that change the account, in order. */
export const changesTo = (user: User, wanted: AccountStatus): StatusName[] =>
  statusNames.filter((name) => {
    const value = wanted[name];
    return value !== undefined && accountStatuses[name].differs(user, value);
  });
