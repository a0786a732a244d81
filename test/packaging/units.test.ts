import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';

const unit = readFileSync('packaging/steward.service', 'utf8')
  .split('\n')
  .filter((line) => /^[A-Z]\w+=/.test(line));

/** A strict object, since a service has no other settings: no ports, no volumes. */
const service = z.strictObject({
  build: z.literal('.'),
  image: z.literal('akkoma-steward'),
  env_file: z.tuple([z.object({ path: z.literal('.env'), format: z.literal('raw') })]),
  networks: z.tuple([z.literal('akkoma')]),
  init: z.literal(true),
  read_only: z.literal(true),
  cap_drop: z.tuple([z.literal('ALL')]),
  security_opt: z.tuple([z.literal('no-new-privileges:true')]),
  profiles: z.array(z.string()).optional(),
  restart: z.string().optional(),
  stop_grace_period: z.string().optional(),
  command: z.array(z.string()).optional(),
  entrypoint: z.array(z.string()).optional(),
  healthcheck: z.object({ disable: z.literal(true) }).optional(),
  logging: z.object({ driver: z.literal('local') }).optional(),
});

test('with Docker Compose no service may write anywhere or do anything but its work', () => {
  const { services } = z
    .object({ services: z.record(z.string(), service) })
    .parse(parse(readFileSync('compose.yaml', 'utf8'), { merge: true }));

  expect(Object.keys(services)).toEqual(['bot', 'migrate', 'console']);
  expect(services.bot).toMatchObject({ restart: 'unless-stopped', stop_grace_period: '60s' });
  expect(services.bot?.profiles).toBeUndefined();
  expect(services.migrate).toMatchObject({ profiles: ['by-hand'], command: ['node', 'src/migrate.js'] });
  expect(services.console).toMatchObject({ profiles: ['by-hand'], entrypoint: ['steward'] });
});

test('under systemd the bot runs as a user of its own, may write nowhere, and can still create machine code', () => {
  expect(unit).toEqual(
    expect.arrayContaining([
      'User=steward',
      'NoNewPrivileges=yes',
      'CapabilityBoundingSet=',
      'ProtectSystem=strict',
      'ProtectHome=yes',
      'PrivateTmp=yes',
      'RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6',
      'SystemCallFilter=@system-service',
      'Restart=on-failure',
      'TimeoutStopSec=60',
    ]),
  );
  // V8 creates machine code at run time.
  expect(unit.join('\n')).not.toMatch(/^MemoryDenyWriteExecute=|^ReadWritePaths=/m);
});

test.runIf(existsSync('/usr/bin/systemd-analyze'))(
  'systemd accepts the unit, and rates its exposure as low',
  () => {
    const rated = execFileSync(
      '/usr/bin/systemd-analyze',
      ['security', '--offline=true', '--threshold=20', '--no-pager', 'packaging/steward.service'],
      { encoding: 'utf8' },
    );
    expect(rated).toMatch(/Overall exposure level for steward\.service: [01]\.\d OK/);
  },
);
