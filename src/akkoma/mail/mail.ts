import { promisify } from 'node:util';
import { Erlang } from 'erlang_js';
import { sql } from 'kysely';
import { enqueue } from '../federation/oban-jobs.ts';
import type { Settings } from '../settings.ts';

/** A mail to one person, from the instance. */
export interface Mail {
  readonly to: Addressee;
  readonly subject: string;
  readonly html: string;
}

export interface Addressee {
  readonly name: string | null;
  readonly email: string;
}

/**
 * Hands mails to Akkoma's mailer, with one job for each (behaviour.md 2.4).
 *
 * @returns the number of mails.
 */
export async function sendMails(
  context: Parameters<typeof enqueue>[0],
  mails: readonly Mail[],
): Promise<number> {
  if (mails.length === 0) return 0;
  const encoded = await Promise.all(mails.map((mail) => encodeMail(mail, context.instance.settings)));
  return enqueue(
    context,
    'mail',
    sql`
      select jsonb_build_object('op', 'email', 'config', '[]'::jsonb, 'encoded_email', mail)
      from unnest(${encoded}::text[]) with ordinality as encoded (mail, place) order by place`,
  );
}

const toBinary = promisify(Erlang.term_to_binary);

/**
 * Encodes a `Swoosh.Email` for the server's mailer: in Erlang's external term format, as base64.
 *
 * @see https://www.erlang.org/doc/apps/erts/erl_ext_dist.html
 */
export async function encodeMail({ to, subject, html }: Mail, settings: Settings): Promise<string> {
  const mail = struct({
    __struct__: atom('Elixir.Swoosh.Email'),
    subject: binary(subject),
    html_body: binary(html),
    text_body: atom('nil'),
    from: [binary(settings.instanceName), binary(settings.notifyEmail)],
    to: list([[binary(to.name ?? ''), binary(to.email)]]),
    cc: list([]),
    bcc: list([]),
    reply_to: atom('nil'),
    attachments: list([]),
    headers: struct({}),
    private: struct({}),
    assigns: struct({}),
    provider_options: struct({}),
  });
  return (await toBinary(mail)).toString('base64');
}

const atom = (name: string): Erlang.Term => new Erlang.OtpErlangAtom(name);
const binary = (value: string): Erlang.Term => new Erlang.OtpErlangBinary(Buffer.from(value));
const list = (terms: readonly Erlang.Term[]): Erlang.Term => new Erlang.OtpErlangList(terms);

/** A map whose keys are atoms. */
const struct = (entries: Readonly<Record<string, Erlang.Term>>): Erlang.Term =>
  new Erlang.OtpErlangMap(new Map(Object.entries(entries).map(([key, term]) => [atom(key), term])));
