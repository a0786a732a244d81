import { sql } from 'kysely';
import { enqueue } from '../federation/oban-jobs.ts';

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
 * Hands mails to Akkoma's mailer, with one job for each (behaviour.md 2.4). The function that inserts jobs encodes them.
 *
 * @returns the number of mails.
 */
export async function sendMails(
  context: Parameters<typeof enqueue>[0],
  mails: readonly Mail[],
): Promise<number> {
  if (mails.length === 0) return 0;
  const { instanceName, notifyEmail } = context.instance.settings;
  const jobs = mails.map(({ to, subject, html }) => ({
    op: 'email',
    to_name: to.name ?? '',
    to: to.email,
    from_name: instanceName,
    from: notifyEmail,
    subject,
    html,
  }));
  return enqueue(
    context,
    'mail',
    sql`
      select mail from jsonb_array_elements(${JSON.stringify(jobs)}::jsonb) with ordinality as job (mail, place)
      order by place`,
  );
}
