import type { ClientBase } from 'pg';
import { decodeTerm, type Term } from './erlang-term.ts';

/** A waiting mail, decoded. */
export interface WaitingMail {
  readonly to: Term;
  readonly subject: string;
  readonly html: string;
}

/** The mails that wait for Akkoma's mailer, oldest first. */
export async function waitingMails(client: ClientBase): Promise<WaitingMail[]> {
  const { rows } = await client.query(
    `select args ->> 'encoded_email' as encoded from oban_jobs
     where worker = 'Pleroma.Workers.MailerWorker' order by id`,
  );
  return rows.map(({ encoded }) => {
    const term = decodeTerm(Buffer.from(encoded, 'base64'));
    if (typeof term === 'string' || !('struct' in term)) throw new Error('The mail is not a map');
    const { to = '', subject, html_body: html } = term.struct;
    return { to, subject: String(subject), html: String(html) };
  });
}
