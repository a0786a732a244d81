import { html, nothing, type TemplateResult } from 'lit';
import type { ChangesView, OwnRowView, RowView, TableView } from '../../underneath/view.ts';
import { drawValue } from './draw-value.ts';

/** Draws the changed rows of Akkoma's tables, column by column, and Steward's own rows. */
export function drawChanges({ tables, own }: ChangesView): TemplateResult {
  return html`
    ${tables.length === 0 ? html`<p class="empty">No rows of Akkoma were changed.</p>` : tables.map(drawTable)}
    ${tables.length === 0 ? nothing : html`<p class="hint">Passwords, keys and tokens are never recorded.</p>`}
    ${own.length === 0 ? nothing : drawOwn(own)}
  `;
}

/** Draws a table. It is open if it has updated rows. Inserted and deleted rows are longer and less interesting. */
function drawTable(table: TableView): TemplateResult {
  const { name, changed, rows } = table;
  const columns = `columns of ${name}`;
  const isInMemory = rows.some(({ cells }) => cells.some(({ inMemory }) => inMemory !== undefined));
  return html`<details class="unfold" ?open=${rows.some(({ change }) => change === 'updated')}>
    <summary><code>${name}</code> ${howMany(table)}</summary>
    <table aria-label=${columns}>
      <thead>
        <tr>
          <th scope="col">Column</th>
          <th scope="col">Before</th>
          <th scope="col">After</th>
          ${isInMemory ? html`<th scope="col" title="What Akkoma’s server uses now">In memory</th>` : nothing}
        </tr>
      </thead>
      ${rows.map((row) => drawRow(row, isInMemory))}
    </table>
    ${changed > rows.length ? html`<p class="hint">Shows the first ${rows.length} of ${changed} rows.</p>` : nothing}
  </details>`;
}

/** Returns a text such as `6 rows deleted`. With several kinds of change, it has the number of shown rows of each. */
function howMany({ changed, rows }: TableView): string {
  const kinds = [...Map.groupBy(rows, ({ change }) => change)];
  if (kinds.length === 1) return `${counted(changed)} ${kinds[0]?.[0] ?? ''}`;
  return `${counted(changed)} (${kinds.map(([change, { length }]) => `${length} ${change}`).join(', ')})`;
}

function drawRow({ nickname, key, change, cells }: RowView, isInMemory: boolean): TemplateResult {
  return html`<tbody>
    <tr>
      <th scope="rowgroup" colspan=${isInMemory ? 4 : 3} class="row">
        <span class=${`change ${change}`}>${change}</span> ${nickname === undefined ? nothing : html`<bdi class="nickname">${nickname}</bdi>, `}<bdi>${key}</bdi>
      </th>
    </tr>
    ${cells.map(
      ({ column, before, after, inMemory }) => html`<tr>
        <th scope="row">${column}</th>
        <td class="before">${drawValue(before)}</td>
        <td class="after">${drawValue(after)}</td>
        ${isInMemory ? html`<td>${drawValue(inMemory)}</td>` : nothing}
      </tr>`,
    )}
  </tbody>`;
}

function drawOwn(rows: readonly OwnRowView[]): TemplateResult {
  return html`<details class="unfold">
    <summary>Steward’s own rows, in their present state</summary>
    <table class="own">
      <thead>
        <tr>
          <th scope="col">Column</th>
          <th scope="col">Value</th>
        </tr>
      </thead>
      ${rows.map(
        ({ table, columns }) => html`<tbody>
          <tr>
            <th scope="rowgroup" colspan="2" class="row"><code>${table}</code></th>
          </tr>
          ${columns.map(
            ([name, value]) => html`<tr>
              <th scope="row">${name}</th>
              <td>${drawValue(value)}</td>
            </tr>`,
          )}
        </tbody>`,
      )}
    </table>
  </details>`;
}

function counted(rows: number): string {
  return rows === 1 ? '1 row' : `${rows} rows`;
}
