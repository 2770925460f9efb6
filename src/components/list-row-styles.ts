import {css} from 'lit';

/** Layout and colours of a row: columns by the list's own width, two lines on a phone. */
export const rowStyles = css`
  :host {
    position: absolute;
    inset-inline: 0;
    display: grid;
    grid-template-columns: 48px minmax(0, 1fr) 340px 70px 84px;
    gap: 16px;
    align-items: center;
    height: max(var(--row), 2.375rem + 16px);
    padding: 0 10px 0 16px;
    border-top: 1px solid color-mix(in srgb, var(--color-line) 55%, transparent);
    background: var(--row-ground, var(--color-surface));
    --track-ground: var(--row-ground, var(--color-surface));
    contain: layout style;
    cursor: default;
    user-select: none;
    -webkit-touch-callout: none;
    touch-action: pan-y;
  }
  :host([first]) {
    border-top-color: transparent;
  }
  :host(:hover) {
    --row-ground: var(--color-hover);
  }
  :host([aria-selected='true']),
  :host([aria-current='true']) {
    --row-ground: var(--color-selected);
  }
  :host([aria-selected='true'])::before,
  :host([aria-current='true'])::before {
    content: '';
    position: absolute;
    inset: 0 auto 0 0;
    width: 3px;
    background: var(--color-move-fill);
  }
  :host(:focus-visible) {
    outline: 2px solid var(--color-focus);
    outline-offset: -2px;
    border-radius: 0;
  }
  .thumb {
    position: relative;
    width: 48px;
    height: 32px;
    color: var(--color-ink-3);
  }
  .who {
    min-width: 0;
  }
  .name {
    display: flex;
    min-width: 0;
    font-weight: var(--weight-medium);
  }
  .head {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: pre;
  }
  .tail {
    flex: none;
    white-space: pre;
  }
  .say {
    display: flex;
    align-items: center;
    gap: 6px;
    min-width: 0;
    color: var(--color-ink-3);
    font-size: var(--text-s);
    line-height: var(--leading-s);
  }
  .say span {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    font-variant-numeric: tabular-nums;
  }
  .say.wait {
    color: var(--color-wait);
  }
  .say.need {
    color: var(--color-need);
  }
  .icon {
    display: block;
    flex: none;
  }
  .progress {
    min-width: 0;
  }
  .numbers {
    display: flex;
    align-items: baseline;
    gap: 8px;
    margin-bottom: 5px;
    color: var(--color-ink-3);
    font-size: var(--text-s);
    line-height: 1.125rem;
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }
  .numbers b {
    color: var(--color-ink);
    font-weight: var(--weight-strong);
  }
  .left {
    margin-left: auto;
    color: var(--color-ink);
  }
  .stalled {
    color: var(--color-wait);
  }
  .size {
    color: var(--color-ink-3);
    font-size: var(--text-s);
    line-height: var(--leading-s);
    text-align: right;
  }
  .length {
    display: block;
  }
  .actions {
    display: flex;
    justify-content: flex-end;
  }
  :host([asks]) {
    grid-template-columns: 48px minmax(0, 1fr) 70px max-content;
  }
  :host([asks]) .actions {
    gap: 2px;
  }
  :host([asks]) .progress.bare {
    position: absolute;
  }
  :host([data-state='failed']) {
    /* its track begins where those of the other rows do */
    grid-template-columns: 48px minmax(0, 1fr) 160px 70px 264px;
  }
  .arrived {
    color: var(--color-move);
  }

  @container (max-width: 980px) {
    :host(:not([two-lines])) {
      grid-template-columns: 48px minmax(0, 1fr) 210px 72px;
    }
    :host([asks]:not([two-lines])) {
      grid-template-columns: 48px minmax(0, 1fr) max-content;
    }
    :host([asks]:not([two-lines])) .progress {
      position: absolute;
      clip-path: inset(50%);
    }
    :host(:not([two-lines])) .size,
    :host(:not([two-lines])) .speed {
      display: none;
    }
  }
  @container (max-width: 820px) {
    :host(:not([two-lines], [asks])) {
      grid-template-columns: 48px minmax(0, 1fr) 168px 72px;
      gap: 12px;
    }
  }

  :host([two-lines]) {
    grid-template-columns: 48px minmax(0, 1fr) auto;
    gap: 0 12px;
    align-content: center;
    height: auto;
    min-height: var(--row-phone);
    padding: 10px 4px 10px 12px;
  }
  :host([two-lines]) .progress {
    grid-area: 2 / 1 / 3 / 3;
    margin-top: 9px;
  }
  :host([two-lines]) .progress.bare {
    position: absolute;
    margin: 0;
  }
  :host([two-lines]) .actions {
    grid-area: 1 / 3 / 3 / 4;
    align-self: center;
  }
  :host([two-lines][asks]) .actions {
    grid-area: 3 / 2 / 4 / 3;
    justify-content: flex-start;
    margin-top: 8px;
  }
  :host([two-lines]) .numbers {
    margin-bottom: 4px;
    font-size: var(--text-xs);
    line-height: 1rem;
  }
  :host([two-lines]) .size,
  :host([two-lines]) .more {
    display: none;
  }
  :host([two-lines]) .say {
    align-items: flex-start;
  }
  :host([two-lines]) .say .icon {
    margin-top: 2px;
  }
  :host([two-lines]) .say span {
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    white-space: normal;
  }
  :host([two-lines]) .icon-button {
    width: var(--touch);
    height: var(--touch);
  }
  @media (forced-colors: active) {
    :host([aria-selected='true']) {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
  }
`;

/** The picture with its kind badge and its check box. The stills are pictures: their colours do not change with the theme. */
export const thumbStyles = css`
  .picture {
    display: block;
    width: 100%;
    height: 100%;
    border-radius: 5px;
    background: var(--color-sunken);
    object-fit: cover;
  }
  .badge {
    position: absolute;
    right: -5px;
    bottom: -5px;
    display: grid;
    place-items: center;
    width: 19px;
    height: 19px;
    border-radius: 50%;
    background: var(--color-surface);
    color: var(--color-ink-2);
    box-shadow: 0 0 0 1px var(--color-line);
  }
  .picture {
    --deep: #17302d;
    --hill: #4d7f78;
    --ridge: #2d5650;
    --sun: #e7c98b;
  }
  .tint-1 {
    --deep: #1d2b44;
    --hill: #5b7299;
    --ridge: #38496b;
    --sun: #f0dcb4;
  }
  .tint-2 {
    --deep: #3a2436;
    --hill: #94677c;
    --ridge: #5f3f55;
    --sun: #f3c69a;
  }
  .tint-3 {
    --deep: #20292c;
    --hill: #71858a;
    --ridge: #495b60;
    --sun: #e9d3ae;
  }
  .deep {
    fill: var(--deep);
  }
  .hill {
    fill: var(--hill);
  }
  .ridge {
    fill: var(--ridge);
  }
  .sun {
    fill: var(--sun);
  }
  .pale {
    fill: #c9dcd9;
  }
  .wave {
    fill: none;
    stroke: #57b9ab;
    stroke-width: 1.8;
    stroke-linecap: round;
  }
  .paper {
    fill: #f3f1ea;
  }
  .band {
    fill: #b8552f;
  }
  .rule {
    fill: none;
    stroke: #83807a;
    stroke-width: 1.8;
    stroke-linecap: round;
  }
  .chart {
    fill: #7fa9a3;
  }
  .sheet {
    fill: var(--color-surface);
  }
  .ink {
    fill: none;
    stroke: var(--color-ink-3);
    stroke-width: 1.4;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .check {
    position: absolute;
    left: -5px;
    top: -5px;
    display: none;
    place-items: center;
    width: 20px;
    height: 20px;
    padding: 0;
    border: 1.5px solid var(--color-line-strong);
    border-radius: 5px;
    background: var(--color-surface);
    color: transparent;
    cursor: pointer;
  }
  /* the finger and the pointer get more than is drawn */
  .check::before {
    content: '';
    position: absolute;
    inset: -8px;
  }
  .check[aria-checked='false'] .icon {
    visibility: hidden;
  }
  .check[aria-checked='true'] {
    border-color: transparent;
    background: var(--color-move-btn);
    color: var(--color-on-move);
  }
  :host([choosing]) .check,
  :host(:focus-visible) .check {
    display: grid;
  }
  @media (hover: hover) {
    :host(:hover) .check {
      display: grid;
    }
  }
  @media (forced-colors: active) {
    .check[aria-checked='true'] {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
    }
  }
`;
