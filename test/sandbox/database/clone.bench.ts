import { inject, test } from 'vitest';
import { cloneDatabase } from '../../../sandbox/database/template.ts';

test('the time that a test file waits for its database', async ({ bench }) => {
  await bench('clone the template and drop the clone', async () => {
    await using _clone = await cloneDatabase(inject('template'));
  }).run();
});
