import {css} from 'lit';

/** Always dark: a film is looked at in the dark, whatever the theme. */
export const playerStyles = css`
  dialog {
    --color-line: #2b3836;
    --color-line-strong: #6c7e79;
    --color-hover: #18221f;
    --color-surface: #0b1110;
    --color-ink: #e8f0ed;
    --color-ink-2: #b3c1bc;
    --color-ink-3: #8fa09a;
    --color-move: #4ad6c4;
    --color-move-fill: #2fb8a8;
    --color-move-soft: #10312d;
    --color-sunken: #1a2523;
    --color-focus: #4ad6c4;
    color-scheme: dark;
    width: min(1060px, calc(100vw - 48px));
    max-width: none;
    max-height: none;
    margin: auto;
    padding: 0;
    overflow: hidden;
    border: 0;
    border-radius: var(--radius-xl);
    background: #0b1110;
    color: var(--color-ink);
    box-shadow: var(--shadow-3);
  }
  .whole {
    display: flex;
    flex-direction: column;
    height: 100%;
    background: inherit;
  }
  .whole:fullscreen .picture-box {
    flex: 1;
    aspect-ratio: auto;
    max-height: none;
    min-height: 0;
  }
  dialog[open] {
    animation: come var(--slow) var(--ease);
  }
  @keyframes come {
    from {
      transform: translateY(12px);
      opacity: 0;
    }
  }
  dialog::backdrop {
    background: var(--color-scrim, #0a1412a3);
  }
  header {
    display: flex;
    align-items: center;
    gap: 12px;
    padding: 8px 8px 8px 18px;
  }
  h1 {
    overflow: hidden;
    font-size: var(--text-m);
    font-weight: var(--weight-medium);
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .icon-button:hover {
    color: #fff;
  }
  .picture-box {
    position: relative;
    display: grid;
    width: 100%;
    aspect-ratio: 16 / 9;
    max-height: 68dvh;
    background: #000;
  }
  video {
    display: block;
    width: 100%;
    height: 100%;
    min-height: 0;
    object-fit: contain;
  }
  .message {
    position: absolute;
    inset: 0;
    display: grid;
    place-content: center;
    justify-items: center;
    gap: 16px;
    padding: 24px;
    color: var(--color-ink-2);
    text-align: center;
  }
  .controls {
    padding: 4px 14px 10px;
  }
  .line {
    display: flex;
    align-items: center;
    gap: 4px;
    font-size: var(--text-s);
  }
  .line .number {
    margin: 0 10px;
    color: var(--color-ink-2);
  }
  .line b {
    color: #fff;
    font-weight: var(--weight-medium);
  }
  select {
    height: var(--control);
    padding: 0 8px;
    border: 0;
    border-radius: var(--radius-m);
    background: none;
    color: var(--color-ink-2);
    appearance: none;
    cursor: pointer;
  }
  select:hover {
    background: var(--color-hover);
    color: #fff;
  }
  option {
    background: #1a2523;
  }
  @media (max-width: 720px) {
    dialog {
      width: 100vw;
      height: 100dvh;
      border-radius: 0;
    }
    .picture-box {
      flex: 1;
      aspect-ratio: auto;
      max-height: none;
    }
    .chip.what,
    .segment {
      display: none;
    }
    .controls {
      padding-bottom: max(10px, env(safe-area-inset-bottom));
    }
  }
  @media (forced-colors: active) {
    dialog {
      border: 1px solid;
    }
  }
`;
