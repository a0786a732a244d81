/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

import type { Page } from 'playwright-core';

/** The least contrast of text with its ground, of WCAG 2.2 at level AA. */
const LEAST = 4.5;

/**
 * Returns the texts of a page, or of the element that a selector finds in it, that are hard to read, in both themes,
 * each with its contrast. Texts of disabled controls are exempt, and so are invisible ones.
 *
 * @see https://www.w3.org/TR/WCAG22/#contrast-minimum
 */
export async function weakTexts(page: Page, within = 'body'): Promise<string[]> {
  const weak: string[] = [];
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    const found = await page.evaluate(weakTextsIn, { least: LEAST, within });
    weak.push(...found.map((text) => `${colorScheme}: ${text}`));
  }
  return weak;
}

/** Runs in the browser, so that it may use nothing from outside. */
function weakTextsIn({ least, within }: { least: number; within: string }): string[] {
  type Colour = readonly [red: number, green: number, blue: number, alpha: number];

  const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('The browser cannot draw.');
  const read = new Map<string, Colour>();

  /** Lets the browser itself read any notation of a colour. */
  function colourOf(notation: string): Colour {
    const known = read.get(notation);
    if (known) return known;
    context?.clearRect(0, 0, 1, 1);
    if (context) context.fillStyle = notation;
    context?.fillRect(0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0, alpha = 0] = context?.getImageData(0, 0, 1, 1).data ?? [];
    const colour: Colour = [red, green, blue, alpha / 255];
    read.set(notation, colour);
    return colour;
  }

  const over = ([r, g, b, a]: Colour, [red, green, blue]: Colour): Colour => [
    r * a + red * (1 - a),
    g * a + green * (1 - a),
    b * a + blue * (1 - a),
    1,
  ];

  function luminance([red, green, blue]: Colour): number {
    const linear = (value: number) =>
      value <= 10.31 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4;
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
  }

  function contrast(one: Colour, other: Colour): number {
    const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  }

  /** The element around a node as it is drawn: through slots and out of shadow trees. */
  function around(node: Node): Element | null {
    if (node instanceof Element && node.assignedSlot) return node.assignedSlot;
    if (node instanceof Text && node.assignedSlot) return node.assignedSlot;
    return node.parentElement ?? (node.parentNode instanceof ShadowRoot ? node.parentNode.host : null);
  }

  function chain(node: Node): Element[] {
    const above = around(node);
    return above ? [above, ...chain(above)] : [];
  }

  function judge(node: Node, words: string, notation: (element: Element) => string): string | undefined {
    const elements = chain(node);
    const [nearest] = elements;
    if (!nearest || elements.some((element) => element.matches(':disabled, [aria-disabled="true"]'))) return;
    const opacity = elements.reduce((all, element) => all * Number(getComputedStyle(element).opacity), 1);
    if (opacity === 0) return;
    if (elements.some((element) => getComputedStyle(element).backgroundImage !== 'none')) {
      return `${words} is on a picture, whose contrast is not known`;
    }
    const ground = elements
      .map((element) => colourOf(getComputedStyle(element).backgroundColor))
      .reduceRight(
        (below, above) => over(above, below),
        colourOf(getComputedStyle(document.documentElement).colorScheme.startsWith('dark') ? '#000' : '#fff'),
      );
    const [red, green, blue, alpha] = colourOf(notation(nearest));
    const found = contrast(over([red, green, blue, alpha * opacity], ground), ground);
    return found < least ? `${found.toFixed(2)} for ${words}` : undefined;
  }

  function isVisible(text: Text): boolean {
    const range = document.createRange();
    range.selectNodeContents(text);
    const parent = around(text);
    return (
      [...range.getClientRects()].some(({ width, height }) => width > 1 && height > 1) &&
      parent?.checkVisibility({ visibilityProperty: true }) === true
    );
  }

  const weak: (string | undefined)[] = [];
  function walk(root: Node): void {
    for (const node of root.childNodes) {
      if (node instanceof Text && node.data.trim() !== '' && isVisible(node)) {
        weak.push(
          judge(node, JSON.stringify(node.data.trim().slice(0, 60)), (e) => getComputedStyle(e).color),
        );
      }
      if (node instanceof HTMLInputElement && node.placeholder !== '' && node.value === '') {
        const placeholder = () => getComputedStyle(node, '::placeholder').color;
        const inside = document.createComment('');
        node.append(inside);
        weak.push(judge(inside, `the placeholder ${JSON.stringify(node.placeholder)}`, placeholder));
        inside.remove();
      }
      if (node instanceof Element && node.shadowRoot) walk(node.shadowRoot);
      walk(node);
    }
  }
  const root = document.querySelector(within);
  if (!root) return [`nothing is there for ${within}`];
  walk(root);
  return [...new Set(weak.filter((each) => each !== undefined))];
}
