import { p } from '@mikro-orm/core';
import { WholeSecond } from '../types/whole-second.ts';
import { timeOf } from './clock.ts';

/** `inserted_at`: the second of the insert, unless it is given. */
export const insertedAt = () =>
  p
    .type(WholeSecond)
    .$type<Date>()
    .onCreate((_row, em) => timeOf(em));

/**
 * `updated_at`: the second of the insert, then of each update that changes another column; an update
 * that changes nothing is not written, and leaves it alone (behaviour.md 1.4).
 */
export const updatedAt = () => insertedAt().onUpdate((_row, em) => timeOf(em));
