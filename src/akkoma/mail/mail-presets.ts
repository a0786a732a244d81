import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { Conflict } from '../../text/errors.ts';
import { text } from '../../text/text.ts';

/** The commands that can send a mail to the owner of the account, and what such a mail can name besides the account. */
const placeholdersOf = {
  activate: [],
  approve: [],
  deactivate: ['duration'],
  delete_activities: [],
  reject: [],
  reset_password: [],
  tag: ['tags'],
} as const satisfies Record<string, readonly string[]>;

/** The name of a command that takes `notify`. */
export type NotifyingCommand = keyof typeof placeholdersOf;

const commandNames = Object.keys(placeholdersOf) as NotifyingCommand[];

/** What every mail can name. */
const commonPlaceholders = ['nickname', 'account', 'instance', 'url'] as const;

type Placeholder =
  | (typeof commonPlaceholders)[number]
  | (typeof placeholdersOf)[keyof typeof placeholdersOf][number];

/** The values of the placeholders of a mail: those that every mail has, and those of its command. */
export type MailValues = Readonly<Partial<Record<Placeholder, string>>>;

const placeholder = /\{([a-z_]+)\}/g;

const presetName = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,31}$/, {
  error: 'the name must have at most 32 lower-case letters, digits, "-" and "_"',
});

const words = (maxLength: number) =>
  z
    .string('must be a text')
    .trim()
    .min(1, 'must not be empty')
    .max(maxLength, `must have at most ${maxLength} characters`);

/** A mail with placeholders that staff can send to the owner of an account. */
const mailPreset = z
  .strictObject({
    commands: z
      .array(z.enum(commandNames, `must be one of ${commandNames.join(', ')}`), 'must be a list of commands')
      .min(1, 'must name a command')
      .default(commandNames),
    subject: words(150).regex(/^.*$/, 'must be one line'),
    // As much as a card shows whole.
    text: words(900),
  })
  .superRefine(({ commands, subject, text: body }, context) => {
    for (const [, name = ''] of `${subject}\n${body}`.matchAll(placeholder)) {
      const lacking = commands.find((command) => !isPlaceholder(name, command));
      if (lacking !== undefined) context.addIssue(`the command ${lacking} has no placeholder {${name}}`);
    }
  });

export type MailPreset = z.infer<typeof mailPreset>;

const isPlaceholder = (name: string, command: NotifyingCommand): boolean =>
  ([...commonPlaceholders, ...placeholdersOf[command]] as readonly string[]).includes(name);

const mailPresets = z.record(presetName, mailPreset, 'the file must map names to presets');

/** The file of the mail presets is missing or malformed. `faults` are sentences without a full stop. */
export class MalformedMailPresets extends Conflict {
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(
      text`The mail presets cannot be used: ${[faults.join('; ')]}. An admin of this Steward must correct the file of ${['`MAIL_PRESETS`']}.`,
    );
    this.faults = faults;
  }
}

/**
 * Reads the mail presets from a YAML file: a mapping of names to presets. They are read each time they are needed, so
 * that a change of the file takes effect without a restart.
 *
 * @param path undefined where there is no such file; then there are no presets.
 * @throws MalformedMailPresets with every fault.
 */
export async function readMailPresets(path: string | undefined): Promise<ReadonlyMap<string, MailPreset>> {
  if (path === undefined) return new Map();
  const parsed = mailPresets.safeParse(await parseFile(path));
  if (parsed.success) return new Map(Object.entries(parsed.data));
  throw new MalformedMailPresets(
    parsed.error.issues.map((issue) => {
      const message = issue.code === 'invalid_key' ? (issue.issues[0]?.message ?? '') : issue.message;
      return [issue.path.join('.'), message].filter((part) => part !== '').join(': ');
    }),
  );
}

async function parseFile(path: string): Promise<unknown> {
  // Loaded only where there are presets, since every start would otherwise pay for it.
  const { parse, YAMLParseError } = await import('yaml');
  try {
    // An empty file has no presets.
    return parse(await readFile(path, 'utf8')) ?? {};
  } catch (error) {
    if (error instanceof YAMLParseError) {
      const line = error.linePos?.[0].line ?? 1;
      throw new MalformedMailPresets([`line ${line} is not valid YAML (${error.code})`]);
    }
    throw new MalformedMailPresets([`the file cannot be read (${(error as NodeJS.ErrnoException).code})`]);
  }
}

/** Replaces the placeholders of a subject or text. The presets have been checked, so each has a value. */
export const fillIn = (template: string, values: MailValues): string =>
  template.replace(placeholder, (whole, name: string) => (values as Record<string, string>)[name] ?? whole);
