/** The SQLSTATE, or the system's error code, of an error or of the first of its causes that has one. */
export function codeOf(error: unknown): string | undefined {
  for (let each = error; each instanceof Error; each = each.cause) {
    if ('code' in each && typeof each.code === 'string') return each.code;
    if (each.message.includes('client password must be')) return '28P01';
    if (/Connection terminated|SSL connection/.test(each.message)) return 'ETIMEDOUT';
    // The message of the pool for a timeout in its queue.
    if (each.message === 'timeout exceeded when trying to connect') return '57014';
  }
  return undefined;
}

/** The function of PostgreSQL that raised an error, if it did. Unlike the message, it has no language. */
export function routineOf(error: unknown): string | undefined {
  for (let each = error; each instanceof Error; each = each.cause) {
    if ('routine' in each && typeof each.routine === 'string') return each.routine;
  }
  return undefined;
}

/**
 * Whether the database could not be reached, refused the connection, or closed it. A commit that was in progress may
 * have succeeded nevertheless.
 *
 * @see https://www.postgresql.org/docs/current/errcodes-appendix.html classes 08, 53 and 57
 */
export function isUnreachable(error: unknown): boolean {
  return /^(ECONN\w+|ENO(TFOUND|ENT)|EACCES|ETIMEDOUT|EPIPE|E(HOST|NET)UNREACH|EAI_AGAIN|ERR_(SSL|TLS)\w+|\w*CERT\w*|08\w{3}|53300|57P0[1-5]|3D000|28\w{3})$/.test(
    codeOf(error) ?? '',
  );
}

/**
 * Whether two transactions conflicted: a deadlock, a serialization failure, a unique value that was still free when the
 * plan was made, or a row that nothing referred to when it was chosen to be deleted. A retry helps, if only to see
 * which of them came first.
 */
export function isContention(error: unknown): boolean {
  return ['40001', '40P01', '23505', '23503'].includes(codeOf(error) ?? '');
}

/**
 * Whether the server ended a transaction and its connection because the next statement took too long to arrive: this
 * process was suspended. The transaction was rolled back.
 */
export function isIdleTimeout(error: unknown): boolean {
  return codeOf(error) === '25P03';
}

/** Whether the error also ended the connection, even if the connection is not closed yet. */
export function endsConnection(error: unknown): boolean {
  return isUnreachable(error) || isIdleTimeout(error) || isTransactionTimeout(error);
}

/** Whether a statement, a transaction, or the wait for a free connection exceeded its timeout. */
export function isTimeout(error: unknown): boolean {
  return codeOf(error) === '57014' || isIdleTimeout(error) || isTransactionTimeout(error);
}

/** Whether a transaction exceeded its timeout. The server ends the connection, too. */
const isTransactionTimeout = (error: unknown): boolean => codeOf(error) === '25P04';

/** Whether a statement gave up waiting for a lock that another transaction holds. */
export function isLockNotAvailable(error: unknown): boolean {
  return codeOf(error) === '55P03';
}

/**
 * Whether a statement named a table, column or function that does not exist, or was prepared for tables that were
 * altered since: the cached features of the catalogue are outdated.
 */
export function isOutdated(error: unknown): boolean {
  return ['42703', '42P01', '42883', '42704', '0A000'].includes(codeOf(error) ?? '');
}

/** Whether the role lacks the privilege for a statement. */
export function isForbidden(error: unknown): boolean {
  return codeOf(error) === '42501';
}

/** Whether the server does not accept writes: it is a standby, or its sessions are read-only by default. */
export function isReadOnly(error: unknown): boolean {
  return codeOf(error) === '25006';
}

/** Whether the server has no disk space left. */
export function isOutOfRoom(error: unknown): boolean {
  return codeOf(error) === '53100';
}
