import {
  type ActionView,
  type ApprovalPolicy,
  canRequestAgain,
  canRunLater,
  isSuperseded,
} from '../../actions/index.ts';
import type { CardButton } from '../../text/reply.ts';
import type { Catalogue } from '../catalogue.ts';
import type { ActionCommand } from '../command.ts';
import { approvalsToUndo } from '../undo-needs.ts';

interface Rules {
  readonly catalogue: Catalogue;
  readonly policy: ApprovalPolicy;
}

/**
 * Returns the buttons for an action in its present state. They are the same for everybody: the handler checks the
 * permission when a button is pressed.
 */
export function buttonsOf({ action, superseded }: ActionView, rules: Rules): CardButton[] {
  const { catalogue } = rules;
  const command = catalogue.byOperation(action.operation)?.command;
  if (command === undefined) return [];
  const { definition } = command;
  switch (action.state) {
    case 'proposed':
      return action.votesNeeded === 0
        ? [buttonOf('yes', command, action.args), { kind: 'cancel' }]
        : [{ kind: 'approve', seen: null }, { kind: 'deny' }, { kind: 'cancel' }, { kind: 'details' }];
    case 'approved':
      return [
        ...(definition.needsRequester(definition.parse(action.args))
          ? [buttonOf('run', command, action.args)]
          : []),
        { kind: 'cancel' },
      ];
    case 'failed':
      return canRunLater(catalogue, action) ? [{ kind: 'retry' }] : againOf(action, catalogue);
    case 'stale':
    case 'expired':
      return againOf(action, catalogue);
    case 'done':
      return [
        ...(definition.operation.undo === 'recorded' ? [undoOf(action, rules)] : []),
        ...(superseded === null || isSuperseded(superseded) ? [] : ([{ kind: 'keep' }] as const)),
      ];
    default:
      return [];
  }
}

const undoOf = (
  { operation, tier }: ActionView['action'],
  { policy, catalogue: { operations } }: Rules,
): CardButton => ({
  kind: 'undo',
  needsApproval: approvalsToUndo(operation, tier, { policy, operations }) > 0,
});

const againOf = (action: ActionView['action'], catalogue: Catalogue): CardButton[] =>
  canRequestAgain(catalogue, action) ? [{ kind: 'again' }] : [];

const buttonOf = (kind: 'yes' | 'run', command: ActionCommand, args: unknown): CardButton => ({
  kind,
  secretOf: command.wantsSecret(Object(args)) ? command.operation : null,
});
