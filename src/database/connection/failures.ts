/** The SQLSTATE (or the system's error code) behind an error, however often it was wrapped. */
export function codeOf(error: unknown): string | undefined {
  for (let each = error; each instanceof Error; each = each.cause) {
    if ('code' in each && typeof each.code === 'string') return each.code;
    if (/Connection terminated|SSL connection/.test(each.message)) return 'ETIMEDOUT';
    // The pool's words for a wait in its queue.
    if (each.message === 'timeout exceeded when trying to connect') return '57014';
  }
  return undefined;
}

/**
 * Whether the database was not there to be asked, or left in the middle. A commit that was under way just then may have
 * gone through all the same.
 *
 * @see https://www.postgresql.org/docs/current/errcodes-appendix.html classes 08, 53 and 57
 */
export function isUnreachable(error: unknown): boolean {
  return /^(ECONN\w+|ENO(TFOUND|ENT)|EACCES|ETIMEDOUT|EPIPE|E(HOST|NET)UNREACH|EAI_AGAIN|ERR_(SSL|TLS)\w+|\w*CERT\w*|08\w{3}|53300|57P0[1-5]|3D000|28\w{3})$/.test(
    codeOf(error) ?? '',
  );
}

/**
 * Whether two transactions got in each other's way: a deadlock, a serialization failure, a unique value that was still
 * free when the plan was made, or a row that nothing referred to yet when it was chosen to be deleted. Trying again helps,
 * if only to see who was first.
 */
export function isContention(error: unknown): boolean {
  return ['40001', '40P01', '23505', '23503'].includes(codeOf(error) ?? '');
}

/**
 * Whether the server ended a transaction, and its connection, because it waited too long for the next statement: the
 * process stood still. Nothing of it has stayed.
 */
export function isIdleTimeout(error: unknown): boolean {
  return codeOf(error) === '25P03';
}

/** Whether a statement, a transaction, or the wait for a free connection was ended because it took longer than it may. */
export function isTimeout(error: unknown): boolean {
  return ['57014', '25P03', '25P04'].includes(codeOf(error) ?? '');
}

/** Whether a statement gave up waiting for a lock that another transaction holds. */
export function isLockNotAvailable(error: unknown): boolean {
  return codeOf(error) === '55P03';
}

/**
 * Whether a statement named a table, column or function that is not there, or was prepared for tables that were altered
 * since: what was read of the catalogue is no longer so.
 */
export function isOutdated(error: unknown): boolean {
  return ['42703', '42P01', '42883', '42704', '0A000'].includes(codeOf(error) ?? '');
}

/** Whether the role may not do what a statement does. */
export function isForbidden(error: unknown): boolean {
  return codeOf(error) === '42501';
}

/** Whether the server has nowhere left to write to. */
export function isOutOfRoom(error: unknown): boolean {
  return codeOf(error) === '53100';
}
