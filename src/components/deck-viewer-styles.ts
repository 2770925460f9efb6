import {css} from 'lit';

/** Always dark, as slides are looked at; the frame below the bar has the same colours. */
export const deckViewerStyles = css`
  dialog {
    --color-hover: #1a2523;
    --color-ink: #e8f0ed;
    --color-ink-2: #b3c1bc;
    --color-sunken: #1a2523;
    --color-move: #4ad6c4;
    --color-move-soft: #10312d;
    --color-focus: #4ad6c4;
    color-scheme: dark;
    position: fixed;
    inset: 0;
    width: 100vw;
    max-width: none;
    height: 100dvh;
    max-height: none;
    margin: 0;
    padding: 0;
    overflow: hidden;
    border: 0;
    background: #0b1110;
    color: var(--color-ink);
  }
  .whole {
    display: grid;
    grid-template-rows: auto minmax(0, 1fr);
    height: 100%;
    background: inherit;
  }
  dialog[open] {
    animation: come var(--normal) var(--ease);
  }
  @keyframes come {
    from {
      opacity: 0;
    }
  }
  header {
    display: flex;
    align-items: center;
    gap: 4px;
    min-height: 52px;
    padding: env(safe-area-inset-top) max(12px, env(safe-area-inset-right)) 0 max(20px, env(safe-area-inset-left));
  }
  h1 {
    overflow: hidden;
    font-size: var(--text-m);
    font-weight: var(--weight-medium);
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .chip {
    margin-left: 8px;
  }
  .grow {
    flex: 1;
  }
  .icon-button {
    width: 36px;
    height: 36px;
  }
  .screen {
    position: relative;
    min-height: 0;
  }
  iframe {
    display: block;
    width: 100%;
    height: 100%;
    border: 0;
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
  .message p {
    max-width: 32em;
    margin: 0;
    font-size: var(--text-l);
    line-height: var(--leading-l);
  }
  .whole:fullscreen header {
    display: none;
  }
  .whole:fullscreen {
    grid-template-rows: minmax(0, 1fr);
  }
  @media (pointer: coarse) {
    .icon-button {
      width: var(--touch);
      height: var(--touch);
    }
  }
  @media (max-width: 719px) {
    header {
      gap: 0;
      padding-left: 16px;
      padding-right: 4px;
    }
    .chip .words {
      display: none;
    }
    .chip {
      margin: 0 4px;
      padding: 0 4px;
    }
  }
`;
