import { html, type TemplateResult } from 'lit';

type Theme = 'light' | 'dark';

const KEPT_AS = 'theme';

export interface ThemeSwitch {
  /** Draws the button that changes the theme. */
  draw(): TemplateResult;
}

/**
 * Creates the switch between the themes. The page follows the system until a person chooses the other theme, which the
 * browser remembers; choosing the system's theme again makes the page follow the system.
 */
export function createThemeSwitch({ redraw }: { redraw(): void }): ThemeSwitch {
  const systemIsDark = matchMedia('(prefers-color-scheme: dark)');
  systemIsDark.addEventListener('change', redraw);
  const systems = (): Theme => (systemIsDark.matches ? 'dark' : 'light');
  const { dataset } = document.documentElement;
  let chosen = chosenBefore();
  show();

  function show(): void {
    if (chosen) dataset.theme = chosen;
    else delete dataset.theme;
  }

  function choose(theme: Theme): void {
    chosen = theme === systems() ? undefined : theme;
    if (chosen) localStorage.setItem(KEPT_AS, chosen);
    else localStorage.removeItem(KEPT_AS);
    show();
    redraw();
  }

  return {
    draw() {
      const other = (chosen ?? systems()) === 'dark' ? 'light' : 'dark';
      return html`<button
        type="button"
        class="theme"
        aria-label=${`Use the ${other} theme`}
        title=${`Use the ${other} theme`}
        @click=${() => choose(other)}
      >
        ${other === 'light' ? sun : moon}
      </button>`;
    },
  };
}

function chosenBefore(): Theme | undefined {
  const kept = localStorage.getItem(KEPT_AS);
  return kept === 'light' || kept === 'dark' ? kept : undefined;
}

const sun: TemplateResult = html`<svg viewBox="0 0 24 24" aria-hidden="true">
  <circle cx="12" cy="12" r="4.500" />
  <path
    d="M11 2h2v4h-2zM11 18h2v4h-2zM2 11h4v2H2zM18 11h4v2h-4zM4.200 5.600l1.400-1.400 2.900 2.900-1.400 1.400zM15.500 16.900l1.400-1.400 2.900 2.900-1.400 1.400zM18.400 4.200l1.400 1.400-2.900 2.900-1.400-1.400zM7.100 15.500l1.400 1.400-2.900 2.900-1.400-1.400z"
  />
</svg>`;

const moon: TemplateResult = html`<svg viewBox="0 0 24 24" aria-hidden="true">
  <path d="M20.500 14.500A9 9 0 0 1 9.500 3.500a9 9 0 1 0 11 11" />
</svg>`;
