export { countOpenReports } from './count-open-reports.ts';
export { dataInState, flags, hasTexts, type ReportState } from './flags.ts';
export { type ListedReport, listReports } from './list-reports.ts';
export { accountNamed, type Parties, type Party, partiesNamed } from './party.ts';
export { noSuchReport, postsOfReports, type Report, type ReportedPost, readReport } from './read-report.ts';
export { reportsIn } from './report-address.ts';
export { type ReportedHost, readReportedHosts } from './reported-hosts.ts';
export { suggestReports } from './suggest-reports.ts';
export {
  accountsReportedLast,
  accountsReportedSince,
  openReportsAbout,
  reportStates,
} from './waiting-reports.ts';
