import { Unavailable } from '../../text/errors.ts';
import { consoleCommand, migrateCommand, quietConsoleCommand } from '../../text/program-name.ts';
import { type Text, text } from '../../text/text.ts';
import { codeOf, isForbidden, isReadOnly, isUnreachable, routineOf } from './failures.ts';

/** Why the database lets nobody in, in one sentence, and how to fix it. */
export interface AccessFault {
  readonly said: Text;
  readonly mend: Text;
}

const wrongPassword: AccessFault = {
  said: text`PostgreSQL refuses the login: the password is wrong, or the role of DATABASE_URL does not exist.`,
  // Node.js cuts off what follows a # in .env outside of quotes.
  mend: text`Correct them: in DATABASE_URL, write a # as %23; in .env, put a value with a # in quotes.`,
};

const missingDatabase: AccessFault = {
  said: text`PostgreSQL has no database with the name at the end of DATABASE_URL.`,
  mend: text`Correct it: it is the name of Akkoma's database.`,
};

/** By SQLSTATE, or the code of the system. */
const faults: Readonly<Record<string, AccessFault>> = {
  ECONNREFUSED: {
    said: text`The database cannot be reached: nothing listens at the host and port of DATABASE_URL.`,
    mend: text`Start PostgreSQL, or correct them.`,
  },
  ENOTFOUND: {
    said: text`The database cannot be reached: the host of DATABASE_URL was not found.`,
    mend: text`Correct it, or fix the DNS.`,
  },
  ENOENT: {
    said: text`The database cannot be reached: there is no socket in the directory of DATABASE_URL.`,
    mend: text`Start PostgreSQL, or correct the directory and the port.`,
  },
  '3D000': missingDatabase,
  '28000': {
    said: text`PostgreSQL refuses the login: pg_hba.conf has no line for the database, the role of DATABASE_URL and the address of this machine.`,
    mend: text`Add one, or correct DATABASE_URL.`,
  },
  '28P01': wrongPassword,
  '53300': {
    said: text`PostgreSQL accepts no more connections.`,
    mend: text`Raise max_connections or the connection limit of the database or the role, or close other connections.`,
  },
  '57P03': {
    said: text`PostgreSQL is starting or stopping.`,
    mend: text`Try again in a minute.`,
  },
};

const missingRole: AccessFault = {
  said: text`PostgreSQL refuses the login: the role of DATABASE_URL does not exist, or may not log in.`,
  mend: text`Correct its name, or create it as in docs/install.md, "2. The database".`,
};

/** What a connection pooler itself reports has one SQLSTATE for all, and words in one language. */
const poolerFaults: readonly (readonly [RegExp, AccessFault])[] = [
  [
    /unsupported startup parameter/,
    {
      said: text`A connection pooler is in front of the database and refuses the settings of Steward’s sessions.`,
      mend: text`Set DATABASE_URL to PostgreSQL itself, or add options to ignore_startup_parameters of the pooler: see docs/install.md, "Connection poolers".`,
    },
  ],
  [/authentication failed|no such user/, wrongPassword],
  [/no such database|database .* does not exist/, missingDatabase],
];

/** Describes an error for which `isUnreachable` is true. */
export function accessFault(error: unknown): AccessFault {
  const code = codeOf(error) ?? 'no answer';
  // PostgreSQL tells a missing role only where it asks for no password. Its words depend on its language.
  if (code === '28000' && routineOf(error) === 'InitializeSessionUserId') return missingRole;
  if (code === '08P01' && error instanceof Error) {
    const known = poolerFaults.find(([words]) => words.test(error.message));
    if (known !== undefined) return known[1];
  }
  return (
    faults[code === 'EAI_AGAIN' ? 'ENOTFOUND' : code] ?? {
      said: text`The database cannot be reached (${code}).`,
      mend: text`Check DATABASE_URL, the server, and the network between.`,
    }
  );
}

const toTheDoctor = text`For a full check, run ${consoleCommand('doctor')}.`;

/** The error to show when a program cannot start because of the database. Other errors are returned unchanged. */
export function asStartFault(cause: unknown): unknown {
  if (isUnreachable(cause)) {
    const { said, mend } = accessFault(cause);
    return new Unavailable(text`${said} Nothing was changed. ${mend} ${toTheDoctor}`, { cause });
  }
  if (isReadOnly(cause)) {
    return new Unavailable(
      text`The database only reads. Nothing was changed. Set DATABASE_URL to the server that takes writes, or wait until the failover is over. ${toTheDoctor}`,
      { cause },
    );
  }
  if (isForbidden(cause)) {
    return new Unavailable(
      text`The role of DATABASE_URL lacks rights in the database. Grant it the output of ${quietConsoleCommand('grants')}; for ${migrateCommand}, use the role that owns Steward's tables. See docs/install.md, "5. The schemas and the rights".`,
      { cause },
    );
  }
  return cause;
}
