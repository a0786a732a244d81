/**
 * Returns a person's avatar as a data URL: their initial on a background of the given hue.
 *
 * @param hue in degrees
 */
export function initialAvatar(name: string, hue: number): string {
  const initial = ([...name][0] ?? '?').toUpperCase();
  return dataUrl(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 80">
    <linearGradient id="g" x2="1" y2="1">
      <stop stop-color="hsl(${hue} 62% 58%)"/><stop offset="1" stop-color="hsl(${(hue + 40) % 360} 58% 38%)"/>
    </linearGradient>
    <rect width="80" height="80" fill="url(#g)"/>
    <circle cx="64" cy="14" r="26" fill="#fff" fill-opacity=".1"/>
    <text x="40" y="54" text-anchor="middle" font-family="sans-serif" font-weight="600" font-size="38"
      fill="#fff">${escapeXml(initial)}</text></svg>`);
}

/** The bot's avatar as a data URL: a steward's bell. */
export const bellAvatar: string = dataUrl(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 80">
    <linearGradient id="g" x2="1" y2="1"><stop stop-color="#7a4fd0"/><stop offset="1" stop-color="#3c2a86"/></linearGradient>
    <rect width="80" height="80" fill="url(#g)"/>
    <g fill="#fff"><circle cx="40" cy="22" r="4"/><rect x="38.2" y="24" width="3.6" height="6"/>
    <path d="M18 51a22 22 0 0 1 44 0z"/><rect x="14" y="53.5" width="52" height="6" rx="3"/></g>
    <path d="M24.500 47a16 16 0 0 1 10-11.500" fill="none" stroke="#b79af0" stroke-width="2.600" stroke-linecap="round"/></svg>`);

function dataUrl(svg: string): string {
  return `data:image/svg+xml,${encodeURIComponent(svg.replace(/\s*\n\s*/g, ' '))}`;
}

function escapeXml(text: string): string {
  return text.replace(/[<>&"']/g, (character) => `&#${character.codePointAt(0)};`);
}
