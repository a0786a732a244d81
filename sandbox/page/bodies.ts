import { z } from 'zod';
import { misbehaviours } from './underneath/view.ts';
import { channelNames, outsideActs } from './wire.ts';

const as = z.string().min(1).max(100);
const channel = z.enum(channelNames).default('moderation');
const snowflake = z.string().regex(/^\d{1,20}$/);
const customId = z.string().min(1).max(100);
/** The full name of a command: the command, its group and its sub-command, with up to 32 characters each. */
const path = z.string().min(1).max(110);
const options = z.record(z.string().max(32), z.union([z.string().max(6000), z.number(), z.boolean()]));

export const viewQuery = z.object({ as, channel });

export const pictureQuery = viewQuery.extend({ message: snowflake });

export const fileQuery = viewQuery.extend({ message: snowflake, file: snowflake });

export const commandBody = z.object({ as, channel, path, options });

export const autocompleteBody = z.object({ as, path, options, focused: z.string().min(1).max(32) });

export const clickBody = z.object({ as, channel, message: snowflake, customId });

export const selectBody = clickBody.extend({ values: z.array(z.string().max(100)).max(25) });

export const menuBody = z.object({
  as,
  channel,
  name: z.string().min(1).max(32),
  target: z.object({ kind: z.enum(['message', 'member']), id: snowflake }),
});

export const underneathQuery = z.object({ step: snowflake.optional() });

export const misbehaveBody = z.object({
  how: z.enum(misbehaviours),
  /** For faults that last for a time. */
  seconds: z.int().min(1).max(60).default(10),
});

export const botBody = z.object({ signal: z.enum(['SIGTERM', 'SIGKILL']) });

export const outsideBody = z.object({ act: z.enum(outsideActs) });

export const submitBody = z.object({
  as,
  interaction: snowflake,
  values: z.record(z.string().max(100), z.string().max(4000)),
});
