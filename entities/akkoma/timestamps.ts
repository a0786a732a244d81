import { p } from '@mikro-orm/core';
import { WholeSecond } from '../types/whole-second.ts';
import { timeOf } from './clock.ts';

/** `inserted_at`: the second of the insert, unless a value is given. */
export const insertedAt = () =>
  p
    .type(WholeSecond)
    .$type<Date>()
    .onCreate((_row, em) => timeOf(em));

/**
 * `updated_at`: the second of the insert, and later of each update that changes another column. An update that changes
 * nothing is not written, so it leaves `updated_at` unchanged (behaviour.md 1.4).
 */
export const updatedAt = () => insertedAt().onUpdate((_row, em) => timeOf(em));
