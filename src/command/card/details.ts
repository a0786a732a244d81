import { type ActionView, readPlan } from '../../actions/index.ts';
import type { ReadContext } from '../../operations/index.ts';
import type { Reply } from '../../text/reply.ts';
import { joinTexts, plain, text } from '../../text/text.ts';
import type { Catalogue } from '../catalogue.ts';
import { countLines } from '../count-labels.ts';
import { typedLine } from '../typed-line.ts';
import { historyOf } from './card-history.ts';

/**
 * Returns everything that an approver can know about an action, as a file: the command, the stored plan, the history,
 * and every account that the action would change now.
 */
export async function detailsOf(
  reading: ReadContext,
  { action, history }: ActionView,
  catalogue: Catalogue,
): Promise<Reply> {
  const entry = catalogue.byOperation(action.operation);
  const definition = entry?.command.definition;
  const plan = readPlan(action.plan);
  const targets =
    definition === undefined
      ? undefined
      : await definition.operation.targets?.(reading, definition.parse(action.args));
  const parts = [
    text`Action ${action.id}`,
    ...(entry === undefined ? [] : [typedLine(entry, action.args)]),
    text`Target: ${plan.target}`,
    ...countLines(plan.counts),
    ...plan.warnings,
    ...(action.reason == null ? [] : [text`Reason: ${action.reason}`]),
    text`${[action.state]}, asked for by ${action.requesterName} ${action.proposedAt}`,
    historyOf(history),
    ...(targets === undefined
      ? []
      : [
          text`\n${targets.length} accounts, as things are now:`,
          ...targets.map((target) => text`${target}`),
        ]),
  ];
  const content = `${plain(joinTexts(parts, '\n'))}\n`;
  return {
    tone: 'information',
    line: text`Everything about action ${action.id} is in the file.`,
    files: [{ name: `action-${action.id}.txt`, content }],
    footer: text`Action ${action.id}`,
    data: null,
  };
}
