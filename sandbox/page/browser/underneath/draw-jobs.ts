import { html, type TemplateResult } from 'lit';
import type { JobView } from '../../underneath/view.ts';

/** Draws the jobs that Akkoma's server does for the action. */
export function drawJobs(jobs: readonly JobView[]): TemplateResult {
  if (jobs.length === 0) return html`<p class="empty">No jobs.</p>`;
  return html`<ul class="jobs">
    ${jobs.map(
      ({ id, worker, queue, state, attempt, args }) => html`<li>
        <details>
          <summary><code>${worker.replace(/^Pleroma\.Workers\./, '')}</code><span class="unseen">, job ${id}</span>
<span class=${`state ${state}`}>${state}</span></summary>
          <p class="hint">Job ${id}, queue <code>${queue}</code>, attempt ${attempt}</p>
          <pre>${JSON.stringify(args, null, 2)}</pre>
        </details>
      </li>`,
    )}
  </ul>`;
}
