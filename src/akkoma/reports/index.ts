export { dataInState, hasTexts, type ReportState, reportedIn, reportStates } from './flags.ts';
export { type ListedReport, listReports, type ReportFilter } from './list-reports.ts';
export { type Parties, type Party, partiesNamed } from './party.ts';
export {
  noSuchReport,
  type Report,
  type ReportedPost,
  type ReportNote,
  readReport,
  type StoredPost,
} from './read-report.ts';
export { reportsIn } from './report-address.ts';
export { suggestReports } from './suggest-reports.ts';
