import {html, svg} from 'lit';
import type {PublicJob} from '../queue/public-job.ts';
import {type IconName, iconShapes} from './icon-shapes.ts';

/** An icon inside a row: drawn in place, since a row has many and there are many rows. */
export function rowIcon(name: IconName, size: 20 | 18 | 16 | 15 | 13 = 20) {
  return html`
    <svg
      class="icon"
      width=${size}
      height=${size}
      viewBox="0 0 20 20"
      aria-hidden="true"
      fill="none"
      stroke="currentColor"
      stroke-width="1.5"
      stroke-linecap="round"
      stroke-linejoin="round"
    >
      ${iconShapes[name]}
    </svg>
  `;
}

export const kindIcon = {
  upload: 'upload',
  download: 'download',
  transcode: 'transcode',
  convert: 'deck',
} as const satisfies Record<PublicJob['kind'], IconName>;

type Medium = 'video' | 'sound' | 'image' | 'archive' | 'slides' | 'other';

const endings: Readonly<Record<Exclude<Medium, 'other'>, RegExp>> = {
  video: /\.(mp4|m4v|mov|mkv|avi|webm|wmv|flv|mxf|mts|m2ts|ts|mpe?g|3gp|rm|rmvb|vob|ogv)$/i,
  sound: /\.(wav|mp3|m4a|aac|flac|ogg|opus|aiff?|wma)$/i,
  image: /\.(jpe?g|png|gif|webp|heic|tiff?|bmp|svg|psd|raw|dng|cr[23]|nef|arw)$/i,
  archive: /\.(zip|rar|7z|tar|gz|tgz|bz2|xz|iso|dmg)$/i,
  slides: /\.(pptx?|key|odp)$/i,
};

/**
 * The film's own picture, or a still of what the file is, by its ending: 48 × 32, in the theme's own colours.
 *
 * @param poster URL of the film's picture, if there is one.
 */
export function picture({fileName, kind}: Pick<PublicJob, 'fileName' | 'kind'>, poster: string | undefined) {
  if (poster !== undefined) return html`<img class="picture" src=${poster} alt="" draggable="false" />`;
  return html`<svg class="picture tint-${tintOf(fileName)}" viewBox="0 0 48 32" aria-hidden="true">
    ${shapes[mediumOf(fileName, kind)]}
  </svg>`;
}

/** Files of one series look alike, others do not: by the letters before the first figure. */
function tintOf(fileName: string): number {
  let sum = 0;
  for (const letter of fileName.replace(/\d.*$/, '')) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973;
  return sum % 4;
}

function mediumOf(fileName: string, kind: PublicJob['kind']): Medium {
  if (kind === 'convert') return 'slides';
  for (const [medium, ending] of Object.entries(endings)) if (ending.test(fileName)) return medium as Medium;
  return 'other';
}

// prettier-ignore
const shapes: Readonly<Record<Medium, unknown>> = {
  video: svg`<rect class="deep" width="48" height="32"/><path class="hill" d="M0 24 11 14l8 7 10-11 19 16v6H0z"/><path class="ridge" d="M0 28l15-7 12 5 12-6 9 5v7H0z"/><circle class="sun" cx="36" cy="9" r="3.2"/>`,
  sound: svg`<rect class="deep" width="48" height="32"/><path class="wave" d="M7 13v6M11 10v12M15 14v4M19 7v18M23 11v10M27 5v22M31 10v12M35 13v6M39 9v14"/>`,
  image: svg`<rect class="pale" width="48" height="32"/><circle class="sun" cx="14" cy="11" r="4"/><path class="hill" d="M0 27l14-10 10 7 9-8 15 11v5H0z"/>`,
  archive: svg`<path class="sheet" d="M17 6h9.5l4.5 4.5V26H17z"/><path class="ink" d="M17 6h9.5l4.5 4.5V26H17zM26.500 6v4.500H31M22 10h2M22 13h2M22 16h2v4h-2z"/>`,
  slides: svg`<rect class="paper" width="48" height="32"/><rect class="band" width="48" height="5"/><path class="rule" d="M7 12h14M7 17h11M7 22h13"/><path class="chart" d="M28 25V17h4v8zM34 25V12h4v13z"/>`,
  other: svg`<path class="sheet" d="M17 6h9.5l4.5 4.5V26H17z"/><path class="ink" d="M17 6h9.5l4.5 4.5V26H17zM26.500 6v4.500H31M20.500 15h7M20.500 18h7M20.500 21h4"/>`,
};
