import { isContention } from '../database/failures.ts';

const most = 4;

/** Runs a transaction again when the database ended it for being in another one's way; nothing of it has stayed. */
export async function untilUncontended<Result>(transaction: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await transaction();
    } catch (error) {
      if (!isContention(error) || attempt === most) throw error;
    }
  }
}
