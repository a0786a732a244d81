import { expect, test } from 'vitest';
import { encodeMail } from '../../src/akkoma/mail/mail.ts';
import { confirmationMail, registrationMail } from '../../src/akkoma/registration/account-mails.ts';
import { decodeTerm } from '../support/erlang-term.ts';
import { instanceWith } from '../support/instance.ts';

const { settings } = instanceWith({
  AKKOMA_INSTANCE_NAME: 'Sociäl',
  AKKOMA_NOTIFY_EMAIL: 'staff@social.test',
});

test('a mail is the map of fourteen entries that the server’s mailer reads', async () => {
  const encoded = await encodeMail(
    { to: { name: 'New Bie', email: 'newbie@mail.example' }, subject: 'Hello ☺', html: '<p>Hi</p>' },
    settings,
  );

  expect(encoded).toMatch(/^[A-Za-z0-9+/]+={0,2}$/);
  const empty = { struct: {} };
  const nil = { atom: 'nil' };
  expect(decodeTerm(Buffer.from(encoded, 'base64'))).toEqual({
    struct: {
      __struct__: { atom: 'Elixir.Swoosh.Email' },
      subject: 'Hello ☺',
      from: { tuple: ['Sociäl', 'staff@social.test'] },
      to: [{ tuple: ['New Bie', 'newbie@mail.example'] }],
      cc: [],
      bcc: [],
      reply_to: nil,
      html_body: '<p>Hi</p>',
      text_body: nil,
      attachments: [],
      headers: empty,
      private: empty,
      assigns: empty,
      provider_options: empty,
    },
  });
});

test('a mail is encoded in the external term format', async () => {
  const encoded = await encodeMail({ to: { name: null, email: 'a@b' }, subject: 'é', html: '' }, settings);
  const bytes = Buffer.from(encoded, 'base64').toString('latin1');

  expect(bytes.slice(0, 6)).toBe('\x83t\x00\x00\x00\x0e');
  expect(bytes).toContain('\x0a__struct__w\x13Elixir.Swoosh.Email');
  // The length of a binary counts bytes: `é` has two.
  expect(bytes).toContain('\x07subjectm\x00\x00\x00\x02\xc3\xa9');
  // An addressee without a name has an empty name; the list ends with the empty list.
  expect(bytes).toContain('\x02tol\x00\x00\x00\x01h\x02m\x00\x00\x00\x00m\x00\x00\x00\x03a@bj');
  expect(bytes).toContain('\x02ccj');
  expect(bytes).toContain('\x07headerst\x00\x00\x00\x00');
  expect(bytes).toContain('\x08reply_tow\x03nil');
});

test('names with any characters are written into the mail unchanged', () => {
  const instance = instanceWith({ AKKOMA_INSTANCE_NAME: `<b>"Q" & 'A'</b>` });
  const { subject, html } = registrationMail(instance, {
    name: null,
    email: 'a@b',
    nickname: '<img src=x onerror=alert(1)>',
  });

  expect(subject).toContain(`<b>"Q" & 'A'</b>`);
  expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;');
  expect(html).toContain('&lt;b&gt;&quot;Q&quot; &amp; &#39;A&#39;&lt;/b&gt;');
  expect(html.replace(/<\/?p>/g, '')).not.toMatch(/[<>]/);
});

test('the link that confirms an address contains the account and its token', () => {
  const { html } = confirmationMail(
    instanceWith(),
    { name: null, email: 'a@b', nickname: 'a' },
    { id: 'BCj5x94P9Of5z84yln', token: 'abc_-=' },
  );

  expect(html).toContain('href="https://social.test/api/account/confirm_email/BCj5x94P9Of5z84yln/abc_-%3D"');
});
