import {css} from 'lit';

export const listStyles = css`
  :host {
    display: block;
    min-width: 0;
  }
  .page {
    display: flex;
    align-items: flex-start;
    gap: var(--space-4);
  }
  .column {
    flex: 1 1 auto;
    min-width: 0;
  }
  list-cancel-dialog,
  player-dialog {
    display: contents;
  }
  .nothing {
    display: grid;
    justify-items: center;
    gap: 16px;
    padding: 72px 24px;
    border-radius: var(--radius-l);
    background: var(--color-surface);
    box-shadow: var(--shadow-1);
    color: var(--color-ink-2);
    text-align: center;
  }
`;
