import {css, svg} from 'lit';
import type {LineShape} from './line.ts';

const device = svg`<circle cx="7" cy="7" r="3.5" fill="currentColor" />`;
const server = svg`<rect x="45.5" y="3.5" width="7" height="7" rx="1.5" fill="currentColor" />`;
const farServer = svg`
  <rect x="46.5" y="4.5" width="5" height="5" rx="1" fill="none" stroke="currentColor" stroke-width="2" />
`;

/** Device, route, server. Straight: intranet. Ring: internet. Gap: offline. Bar: signed out. */
const shapes = {
  checking: svg`
    <path d="M12 7h32" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-dasharray="1 5" />
    ${farServer}
  `,
  intranet: svg`<path d="M11 7h34" stroke="currentColor" stroke-width="2" />${server}`,
  internet: svg`
    <path d="M11 7h11.5M33.5 7H45" stroke="currentColor" stroke-width="2" />
    <circle cx="28" cy="7" r="4.5" fill="none" stroke="currentColor" stroke-width="2" />
    ${server}
  `,
  offline: svg`
    <path d="M11 7h9" stroke="currentColor" stroke-width="2" stroke-linecap="round" />
    <path d="M36 7h8" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-dasharray="1 4" />
    ${farServer}
  `,
  'signed-out': svg`
    <path d="M11 7h19M34 7h11" stroke="currentColor" stroke-width="2" />
    <path d="M32 1.5v11" stroke="currentColor" stroke-width="2.5" stroke-linecap="round" />
    ${farServer}
  `,
} satisfies Record<LineShape, unknown>;

export const lineGlyphStyles = css`
  .glyph {
    flex: none;
    display: block;
    width: 56px;
    height: 14px;
    color: var(--color-move-fill);
  }
  .glyph.wait {
    color: var(--color-wait-fill);
  }
  .glyph.need {
    color: var(--color-need-fill);
  }
  .glyph.calm {
    color: var(--color-line-strong);
  }
`;

/** The picture of the route, in the tone of its sentence. */
export function lineGlyph(shape: LineShape, tone: string) {
  return svg`
    <svg class="glyph ${tone}" viewBox="0 0 56 14" fill="none" aria-hidden="true">${device}${shapes[shape]}</svg>
  `;
}
