import {css} from 'lit';

export const gridStyles = css`
  :host {
    display: block;
    overflow-anchor: none;
  }
  .grid {
    /* clip, not hidden: the heads stick to the window */
    overflow: clip;
    border-radius: var(--radius-l);
    background: var(--color-surface);
    box-shadow: var(--shadow-1);
    container-type: inline-size;
  }
  .rows {
    position: relative;
  }
  .more {
    display: flex;
    align-items: center;
    height: 40px;
    padding: 0 6px;
    border-top: 1px solid color-mix(in srgb, var(--color-line) 55%, transparent);
  }
  .label {
    position: fixed;
    z-index: 4;
    right: 22px;
    padding: 3px 9px;
    border-radius: var(--radius-full);
    background: var(--color-ink);
    color: var(--color-surface);
    font-size: var(--text-xs);
    line-height: 1rem;
    pointer-events: none;
  }
  @media (max-width: 720px) {
    .grid {
      border-radius: 10px;
    }
  }
`;
