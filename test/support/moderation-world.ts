import { readFileSync } from 'node:fs';
import { type ClientBase, escapeIdentifier } from 'pg';
import { loadWorld, type World } from '../../sandbox/database/world.ts';

/** The small instance with sign-ups, reports and more posts, on which the Admin API was recorded. */
const moderationWorld: World = JSON.parse(
  readFileSync(new URL('../fixtures/world-moderation.json', import.meta.url), 'utf8'),
);

/**
 * Replaces the rows of Akkoma's tables.
 *
 * @param client a superuser in a database of `ownDatabase('3.13.2')`, whose columns the world has.
 */
export async function loadModerationWorld(client: ClientBase): Promise<void> {
  const tables = Object.keys(moderationWorld).map((name) => escapeIdentifier(name));
  await client.query(`truncate ${tables.join(', ')} cascade`);
  await loadWorld(client, moderationWorld);
}
