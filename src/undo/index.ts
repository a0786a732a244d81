export { losesRole } from './reports.ts';
export { judgeUndoSet, restoreUndoSet } from './restore-undo-set.ts';
export { accountsRestored, summarizeUndo, type UndoSample, type UndoSummary } from './summarize-undo.ts';
