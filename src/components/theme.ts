import {css} from 'lit';

/**
 * What every component's shadow root begins with: resets, text helpers, buttons, chips and the focus ring.
 *
 * All values come from the custom properties of `tokens.css`.
 */
export const theme = css`
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  /* Not of every element: what stands outside a component wins over its own :host. */
  h1,
  h2,
  h3,
  p,
  ul,
  ol,
  dl,
  dd,
  fieldset,
  button,
  input,
  select {
    margin: 0;
  }
  :host {
    font: var(--text-m) / var(--leading-m) var(--font);
    color: var(--color-ink);
  }
  [hidden] {
    display: none !important;
  }
  button,
  input,
  select,
  textarea {
    font: inherit;
    color: inherit;
  }
  button,
  label,
  summary,
  [role='tab'] {
    -webkit-tap-highlight-color: transparent;
  }
  ul,
  ol {
    list-style: none;
    padding: 0;
  }
  h1,
  h2,
  h3 {
    font: inherit;
  }
  :focus-visible {
    outline: 2px solid var(--color-focus);
    outline-offset: 2px;
    border-radius: var(--radius-m);
  }

  .number {
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }
  .quiet {
    color: var(--color-ink-3);
  }
  .muted {
    color: var(--color-ink-2);
  }
  .small {
    font-size: var(--text-s);
    line-height: var(--leading-s);
  }
  .grow {
    flex: 1 1 auto;
    min-width: 0;
  }
  .visually-hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  .button {
    position: relative;
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 6px;
    min-height: var(--control);
    padding: 0 12px;
    border: 1px solid var(--color-line);
    border-radius: var(--radius-m);
    background: var(--color-surface);
    color: var(--color-ink);
    font-weight: var(--weight-medium);
    white-space: nowrap;
    text-decoration: none;
    cursor: pointer;
    transition: background var(--fast);
  }
  .button:hover {
    background: var(--color-hover);
  }
  .button.main {
    border-color: transparent;
    background: var(--color-move-btn);
    color: var(--color-on-move);
  }
  .button.main:hover {
    background: color-mix(in srgb, var(--color-move-btn) 88%, var(--color-ink));
  }
  .button.need {
    border-color: transparent;
    background: var(--color-need);
    color: var(--color-on-need);
  }
  .button.bare {
    border-color: transparent;
    background: none;
    color: var(--color-ink-2);
  }
  .button.bare:hover {
    background: var(--color-hover);
    color: var(--color-ink);
  }
  .button.slim {
    min-height: max(28px, calc(var(--control) - 4px));
    padding: 0 10px;
    font-size: var(--text-s);
  }
  .button.large {
    min-height: max(40px, var(--control));
    padding: 0 18px;
  }
  .button:disabled {
    opacity: 0.5;
    cursor: default;
  }
  .button carryon-icon {
    margin-left: -3px;
  }

  .icon-button {
    display: grid;
    place-items: center;
    flex: none;
    width: var(--control);
    height: var(--control);
    padding: 0;
    border: 0;
    border-radius: var(--radius-m);
    background: none;
    color: var(--color-ink-2);
    cursor: pointer;
    transition: background var(--fast);
  }
  .icon-button:hover {
    background: var(--color-hover);
    color: var(--color-ink);
  }
  .icon-button.faint {
    color: var(--color-ink-3);
  }

  .chip {
    display: inline-flex;
    align-items: center;
    gap: 5px;
    height: 22px;
    padding: 0 8px;
    border-radius: var(--radius-full);
    background: var(--color-sunken);
    color: var(--color-ink-2);
    font-size: var(--text-xs);
    line-height: 1;
    white-space: nowrap;
  }
  .chip carryon-icon {
    margin-left: -2px;
  }
  .chip.move {
    background: var(--color-move-soft);
    color: var(--color-move);
  }
  .chip.wait {
    background: var(--color-wait-soft);
    color: var(--color-wait);
  }
  .chip.need {
    background: var(--color-need-soft);
    color: var(--color-need);
  }
  kbd {
    padding: 0 5px;
    border: 1px solid var(--color-line);
    border-radius: var(--radius-s);
    background: var(--color-surface);
    color: var(--color-ink-3);
    font: var(--weight-medium) 0.6875rem / 1rem var(--font);
  }

  @media (forced-colors: active) {
    .button,
    .icon-button,
    .chip {
      border: 1px solid;
    }
  }
`;
