/** Discord's own client would not let a person send this. The bot has received nothing. */
export class NotSendable extends Error {
  override readonly name = 'NotSendable';
}
