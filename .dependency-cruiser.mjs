/**
 * The parts of the program, from the lowest to the highest, and which of those before it each may import, type imports
 * included. `docs/architecture.md` draws what is imported.
 *
 * @type {Record<string, readonly string[]>}
 */
export const parts = {
  'entities/types/': [],
  'entities/akkoma/': ['entities/types/'],
  'entities/steward/': [],
  'src/text/': [],
  'src/log/': [],
  'src/process/': [],
  'src/database/': ['entities/akkoma/', 'entities/steward/'],
  'src/jobs/': ['src/database/'],
  'src/akkoma/': ['entities/types/', 'entities/akkoma/', 'src/database/'],
  'src/refresh/': ['entities/types/', 'src/database/', 'src/akkoma/'],
  'src/queue/': ['entities/types/', 'src/database/', 'src/akkoma/'],
  'src/undo/': ['src/database/', 'src/akkoma/'],
  'src/operations/': [
    'entities/types/',
    'entities/akkoma/',
    'src/database/',
    'src/akkoma/',
    'src/queue/',
    'src/undo/',
  ],
  'src/actions/': [
    'entities/types/',
    'entities/akkoma/',
    'entities/steward/',
    'src/database/',
    'src/jobs/',
    'src/akkoma/',
    'src/refresh/',
    'src/undo/',
    'src/operations/',
  ],
  'src/command/': ['src/database/', 'src/akkoma/', 'src/operations/', 'src/actions/'],
  'commands/': [
    'entities/types/',
    'src/akkoma/',
    'src/queue/',
    'src/operations/',
    'src/actions/',
    'src/command/',
  ],
  'src/settings/': ['src/database/', 'src/akkoma/', 'src/operations/', 'src/actions/'],
  'src/discord/': [
    'entities/steward/',
    'src/database/',
    'src/jobs/',
    'src/queue/',
    'src/actions/',
    'src/command/',
  ],
  'src/doctor/': [
    'src/database/',
    'src/jobs/',
    'src/akkoma/',
    'src/command/',
    'src/settings/',
    'src/discord/',
  ],
  'src/health/': ['entities/steward/', 'src/database/', 'src/jobs/'],
  'src/wiring/': [
    'src/database/',
    'src/jobs/',
    'src/akkoma/',
    'src/actions/',
    'src/command/',
    'src/settings/',
  ],
  'src/setup/': ['src/database/', 'src/jobs/', 'src/settings/'],
  'src/migrate.js': ['src/setup/'],
  'src/console/': [
    'src/database/',
    'src/actions/',
    'src/command/',
    'commands/',
    'src/settings/',
    'src/doctor/',
    'src/wiring/',
  ],
  'src/console.js': ['src/console/'],
  'src/bot/': [
    'src/database/',
    'src/jobs/',
    'src/akkoma/',
    'src/queue/',
    'src/actions/',
    'src/command/',
    'commands/',
    'src/settings/',
    'src/discord/',
    'src/doctor/',
    'src/health/',
    'src/wiring/',
  ],
  'src/main.js': ['src/bot/'],
  'sandbox/': ['entities/types/', 'src/database/', 'src/akkoma/', 'commands/', 'src/setup/'],
};

/** What every part that comes later may import. */
const basics = ['src/text/', 'src/log/', 'src/process/'];

const program = '^(?:entities|src|commands|sandbox)/';
/** @param {readonly string[]} places Files, and folders with a slash at the end. */
const under = (places) => places.map((place) => `^${place.replaceAll('.', '\\.')}`);
const names = Object.keys(parts);
const anyPart = under(names);
const severity = /** @type {const} */ ('error');

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...Object.entries(parts).map(([name, mayImport], place) => {
      const below = names.slice(0, place);
      const above = mayImport.filter((other) => !below.includes(other));
      if (above.length > 0) throw new Error(`${name} is below ${above.join(', ')}`);
      return {
        name: `imports-of-${name}`,
        severity,
        from: { path: under([name]) },
        to: {
          path: program,
          pathNot: under([name, ...mayImport, ...basics.filter((each) => below.includes(each))]),
        },
      };
    }),
    { name: 'in-no-part', severity, from: { path: program, pathNot: anyPart }, to: {} },
    { name: 'of-no-part', severity, from: {}, to: { path: program, pathNot: anyPart } },
    {
      name: 'discord-elsewhere',
      comment: 'Only Discord’s part, and what starts the bot, know its library.',
      severity,
      from: {
        path: program,
        pathNot: under(['src/discord/', 'src/doctor/', 'src/health/', 'src/bot/', 'sandbox/']),
      },
      to: { path: '^node_modules/discord\\.js/' },
    },
    { name: 'circle', severity, from: {}, to: { circular: true } },
    { name: 'circle-of-folders', severity, scope: 'folder', from: {}, to: { circular: true } },
  ],
  options: {
    parser: 'swc',
    doNotFollow: { path: '^node_modules/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
