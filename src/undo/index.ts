export { actionsInTheWay } from './in-the-way.ts';
export { actionsRestored } from './leave-earlier-records.ts';
export { losesRole } from './reports.ts';
export { judgeUndoSet, restoreUndoSet } from './restore-undo-set.ts';
export {
  accountsRestored,
  type RestorableKind,
  restorableKinds,
  summarizeUndo,
  type UndoSample,
  type UndoSummary,
} from './summarize-undo.ts';
