/** What Discord's own client would not let a person send: nothing has reached the bot. */
export class NotSendable extends Error {
  override readonly name = 'NotSendable';
}
