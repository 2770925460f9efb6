import {css} from 'lit';

/** What all small menus look like. Where one opens, and how wide it is at least, is its owner's. */
export const popoverStyles = css`
  [popover] {
    position: fixed;
    inset: auto;
    max-width: calc(100vw - 16px);
    margin: 0;
    padding: 6px;
    border: 0;
    border-radius: var(--radius-l);
    background: var(--color-raised);
    color: var(--color-ink);
    box-shadow: var(--shadow-2);
  }
  .item {
    display: flex;
    align-items: center;
    gap: 10px;
    width: 100%;
    min-height: max(36px, var(--control));
    padding: 0 16px 0 10px;
    border: 0;
    border-radius: var(--radius-m);
    background: none;
    text-align: start;
    cursor: pointer;
  }
  .item:hover,
  .item:focus-visible {
    outline-offset: -2px;
    background: var(--color-hover);
  }
  .item carryon-icon,
  .item .icon {
    flex: none;
    color: var(--color-ink-3);
  }
  @media (forced-colors: active) {
    [popover] {
      border: 1px solid;
    }
  }
`;
