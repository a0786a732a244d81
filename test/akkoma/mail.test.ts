import { expect, test } from 'vitest';
import { confirmationMail, registrationMail } from '../../src/akkoma/registration/account-mails.ts';
import { instanceWith } from '../support/instance.ts';

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
