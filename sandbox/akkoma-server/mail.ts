import type { Records } from './records.ts';

/** A mail of the server to one person. */
export interface Mail {
  readonly to: { readonly name: string | null; readonly email: string };
  readonly subject: string;
  readonly html: string;
}

/** Enqueues a job that sends the mail (behaviour.md 2.4). */
export async function enqueueMail(
  { enqueue, settings: { instanceName, notifyEmail } }: Records,
  mail: Mail,
): Promise<void> {
  await enqueue('MailerWorker', 'mailer', 1, 0, {
    op: 'email',
    config: [],
    encoded_email: encoded(mail, [instanceName, notifyEmail]).toString('base64'),
  });
}

/** Encodes a mail in Erlang's external term format, as the struct of Akkoma's mailer. */
function encoded({ to, subject, html }: Mail, from: readonly [name: string, address: string]): Buffer {
  const nil = atom('nil');
  const fields: readonly (readonly [string, Buffer])[] = [
    ['__struct__', atom('Elixir.Swoosh.Email')],
    ['assigns', map([])],
    ['attachments', list([])],
    ['bcc', list([])],
    ['cc', list([])],
    ['from', tuple(from)],
    ['headers', map([])],
    ['html_body', binary(html)],
    ['private', map([])],
    ['provider_options', map([])],
    ['reply_to', nil],
    ['subject', binary(subject)],
    ['text_body', nil],
    ['to', list([tuple([to.name ?? '', to.email])])],
  ];
  return Buffer.concat([Buffer.of(131), map(fields)]);
}

const atom = (name: string): Buffer =>
  Buffer.concat([Buffer.of(119, Buffer.byteLength(name)), Buffer.from(name)]);

const binary = (text: string): Buffer =>
  Buffer.concat([Buffer.of(109), long(Buffer.byteLength(text)), Buffer.from(text)]);

const tuple = (parts: readonly string[]): Buffer =>
  Buffer.concat([Buffer.of(104, parts.length), ...parts.map(binary)]);

const list = (items: readonly Buffer[]): Buffer =>
  items.length === 0
    ? Buffer.of(106)
    : Buffer.concat([Buffer.of(108), long(items.length), ...items, Buffer.of(106)]);

const map = (fields: readonly (readonly [key: string, value: Buffer])[]): Buffer =>
  Buffer.concat([
    Buffer.of(116),
    long(fields.length),
    ...fields.flatMap(([key, value]) => [atom(key), value]),
  ]);

function long(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
