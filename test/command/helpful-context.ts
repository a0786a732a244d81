import type { Perform, Propose, Proposed } from '../../src/actions/index.ts';
import { text } from '../../src/text/text.ts';
import { contextWith, plan } from './example.ts';

export const agreement = (votes: number) => ({ votes, roleSets: [[]], voteWithin: 0, runWithin: 0 });
const impossible = { undo: { impossible: text`A wave is a wave.` } };
export const destructive = { tier: 'destructive', ...impossible } as const;

/** A context that performs, or proposes with this number of votes; and the requests that it received. */
export function helpful(votes = 0, pending: Proposed['pending'] = null) {
  const asked: Record<string, object>[] = [];
  const perform: Perform = async (request) => {
    asked.push({ performed: request });
    return {
      actionId: 7,
      plan,
      outcome: { nickname: 'lain' } as never,
      secrets: { link: 'https://social.test/x' },
    };
  };
  const propose: Propose = async (request) => {
    asked.push({ proposed: request });
    return { actionId: 8, plan, requirement: agreement(votes), pending };
  };
  return { asked, context: contextWith({ perform, propose, preview: async () => plan }) };
}
