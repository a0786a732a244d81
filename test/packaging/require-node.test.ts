import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

const oldNode = 'Steward needs Node.js 24.15 or newer, and this is';

test.each([
  { node: '20.20.2', omit: 'dev', status: 1 },
  { node: '24.14.9', omit: 'dev', status: 1 },
  { node: '24.15.0', omit: 'dev', status: 0 },
  { node: '25.0.0', omit: 'dev', status: 0 },
  { node: '20.20.2', omit: '', status: 0 },
])('an installation on Node.js $node that omits "$omit" ends with $status', ({ node, omit, status }) => {
  const program = `
    Object.defineProperty(process, 'versions', { value: { node: '${node}' } });
    require('./packaging/require-node.cjs');`;
  const run = spawnSync(process.execPath, ['--eval', program], {
    env: { PATH: process.env.PATH, npm_config_omit: omit },
    encoding: 'utf8',
  });

  expect(run.status).toBe(status);
  expect(run.stderr).toBe(
    status === 0
      ? ''
      : `${oldNode} ${node}: install a newer one, or run npm ci without --omit=dev, which brings one along.\n`,
  );
});

test('npm runs this check at each installation', async () => {
  const { default: manifest } = await import('../../package.json', { with: { type: 'json' } });
  expect(manifest.scripts.preinstall).toBe('node packaging/require-node.cjs');
});
