import type { User } from '../../../entities/akkoma/index.ts';
import { randomToken } from '../ids/tokens.ts';

interface Status {
  /** Whether writing the value changes the row, even where the account has it already. */
  differs(user: User, value: boolean): boolean;
  write(user: User, value: boolean): void;
}

/** What an account can be made or unmade, in the order in which Akkoma writes it (behaviour.md 8). */
export const accountStatuses = {
  admin: {
    differs: (user, value) => user.isAdmin !== value,
    write: (user, value) => {
      user.isAdmin = value;
    },
  },
  confirmed: {
    // Not confirmed takes a new token each time.
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

/** What is wanted of an account; what is not named stays. */
export type AccountStatus = { readonly [Name in StatusName]?: boolean | undefined };

/** Which of the wanted statuses change the account, in order. */
export const changesTo = (user: User, wanted: AccountStatus): StatusName[] =>
  statusNames.filter((name) => {
    const value = wanted[name];
    return value !== undefined && accountStatuses[name].differs(user, value);
  });
