import type { REST } from 'discord.js';
import type { Features } from '../akkoma/schema/features.ts';
import type { Database } from '../database/connection/connection.ts';
import type { BotConfig, ConfigReport } from '../settings/config.ts';
import type { Text } from '../text/text.ts';
import type { Channel, Guild, Me } from './discord-words.ts';

/** What is known so far: the valid settings, and the results of the earlier checks. */
export interface Facts extends BotConfig {
  readonly survey: ConfigReport;
  readonly database: Database;
  /** Whether all of Steward's migrations have been applied. */
  readonly migrated: true;
  readonly features: Features;
  readonly rest: REST;
  readonly me: Me;
  readonly guild: Guild;
  readonly channels: readonly Channel[];
}

type Known<Need extends keyof Facts> = Readonly<Partial<Facts>> & {
  readonly [Each in Need]: NonNullable<Facts[Each]>;
};

/** The result of a check. A warning or failure includes a sentence on how to fix it. */
export type Finding =
  | { readonly status: 'ok'; readonly said: Text; readonly gives: Partial<Facts> }
  | {
      readonly status: 'warning' | 'failed';
      readonly said: Text;
      readonly mend: Text;
      readonly gives: Partial<Facts>;
    };

export interface Check {
  readonly name: string;
  /** The check is skipped unless all of these are known. */
  readonly needs: readonly (keyof Facts)[];
  /** The facts that later checks lack if this check fails. */
  readonly gives: readonly (keyof Facts)[];
  look(facts: Readonly<Partial<Facts>>): Promise<Finding>;
}

export function defineCheck<const Need extends keyof Facts>(definition: {
  readonly name: string;
  readonly needs: readonly Need[];
  readonly gives?: readonly (keyof Facts)[];
  /** @throws Error where the result cannot be determined. */
  look(facts: Known<Need>): Promise<Finding>;
}): Check {
  const { name, needs, gives = [] } = definition;
  // `examine` has made sure that all needed facts are present.
  return { name, needs, gives, look: (facts) => definition.look(facts as Known<Need>) };
}

export const ok = (said: Text, gives: Partial<Facts> = {}): Finding => ({ status: 'ok', said, gives });

export const warning = (said: Text, mend: Text, gives: Partial<Facts> = {}): Finding => ({
  status: 'warning',
  said,
  mend,
  gives,
});

export const failed = (said: Text, mend: Text, gives: Partial<Facts> = {}): Finding => ({
  status: 'failed',
  said,
  mend,
  gives,
});
