import {css} from 'lit';
import {theme} from './theme.ts';

/** How the page's parts lie. The window scrolls; the header stays. */
export const appStyles = [
  theme,
  css`
    :host {
      display: flex;
      flex-direction: column;
      min-height: 100dvh;
      background: var(--color-canvas);
    }
    .skip {
      position: fixed;
      z-index: 20;
      top: 8px;
      left: 8px;
    }
    .skip:not(:focus) {
      clip-path: inset(50%);
      pointer-events: none;
    }
    main {
      flex: 1 1 auto;
      display: flex;
      flex-direction: column;
      min-width: 0;
    }
    .columns {
      flex: 1 1 auto;
      display: flex;
      align-items: stretch;
      gap: var(--space-4);
      min-height: 0;
      padding: 0 max(var(--space-4), env(safe-area-inset-right)) var(--space-5)
        max(var(--space-4), env(safe-area-inset-left));
    }
    job-list {
      flex: 1 1 auto;
      min-width: 0;
    }
    @media (max-width: 720px) {
      :host {
        --dock: 64px;
      }
      .columns {
        padding: 0 8px calc(var(--dock) + 20px + env(safe-area-inset-bottom));
      }
    }
  `,
];
