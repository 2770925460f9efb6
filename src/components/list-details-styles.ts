import {css} from 'lit';

/** Beside the list, over it, or a page of its own: by the window's width. */
export const detailsStyles = css`
  :host {
    display: block;
    flex: none;
    position: sticky;
    top: calc(var(--list-top, 54px) + 12px);
    width: 408px;
  }
  aside {
    display: flex;
    flex-direction: column;
    overflow: auto;
    max-height: calc(100dvh - var(--list-top, 54px) - 28px);
    border-radius: var(--radius-l);
    background: var(--color-surface);
    box-shadow: var(--shadow-1);
    scrollbar-width: thin;
    overscroll-behavior: contain;
    animation: come var(--normal) var(--ease);
  }
  aside > * {
    flex: none;
  }
  @keyframes come {
    from {
      transform: translateX(12px);
      opacity: 0;
    }
  }
  header {
    display: flex;
    gap: 14px;
    padding: 16px 12px 14px 16px;
  }
  .thumb {
    flex: none;
    width: 84px;
    height: 56px;
    color: var(--color-ink-3);
  }
  h2 {
    font-size: var(--text-l);
    line-height: 1.35;
    font-weight: var(--weight-strong);
    overflow-wrap: anywhere;
  }
  .chips {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
    margin-top: 8px;
  }
  .chip .icon {
    margin-left: -2px;
  }
  .back {
    display: none;
  }
  .reason {
    margin: 0 16px 14px;
    padding: 10px 12px;
    border-radius: var(--radius-m);
    background: var(--color-sunken);
    font-size: var(--text-s);
    line-height: var(--leading-s);
  }
  .reason b {
    font-weight: var(--weight-strong);
    white-space: normal;
  }
  .reason.wait {
    background: var(--color-wait-soft);
  }
  .reason.need {
    background: var(--color-need-soft);
  }
  section {
    padding: 14px 16px;
    border-top: 1px solid var(--color-line);
  }
  h3 {
    display: flex;
    justify-content: space-between;
    margin-bottom: 10px;
    color: var(--color-ink-2);
    font-size: var(--text-xs);
    line-height: 1rem;
    font-weight: var(--weight-strong);
  }
  dl {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: 4px 16px;
    font-size: var(--text-s);
    line-height: var(--leading-s);
  }
  dt {
    color: var(--color-ink-3);
  }
  dd {
    overflow: hidden;
    margin: 0;
    text-align: end;
    text-overflow: ellipsis;
  }
  code {
    font: 0.75rem var(--font-mono);
  }
  .link {
    overflow: hidden;
    max-width: 100%;
    padding: 0;
    border: 0;
    background: none;
    color: var(--color-move);
    text-overflow: ellipsis;
    white-space: nowrap;
    cursor: pointer;
  }
  .link:hover {
    text-decoration: underline;
  }
  .link:focus-visible {
    outline-offset: -2px;
  }
  footer {
    position: sticky;
    z-index: 3;
    bottom: 0;
    display: flex;
    align-items: center;
    gap: 8px;
    margin-top: auto;
    padding: 12px 16px max(12px, env(safe-area-inset-bottom));
    border-top: 1px solid var(--color-line);
    background: var(--color-surface);
  }
  footer .button .icon {
    margin-left: -3px;
  }
  @media (max-width: 1099px) {
    :host {
      position: fixed;
      z-index: 6;
      inset: calc(var(--list-top, 54px) + 8px) 10px 10px auto;
      width: min(408px, calc(100vw - 20px));
    }
    aside {
      height: 100%;
      max-height: none;
      box-shadow: var(--shadow-3);
    }
  }
  @media (max-width: 720px) {
    :host {
      z-index: 20;
      inset: 0;
      width: auto;
    }
    aside {
      padding-top: env(safe-area-inset-top);
      border-radius: 0;
      box-shadow: none;
    }
    header {
      gap: 8px;
      padding: 8px 12px 12px 4px;
    }
    .back {
      display: grid;
    }
    .close {
      display: none;
    }
    header .icon-button {
      width: var(--touch);
      height: var(--touch);
    }
    .thumb {
      width: 64px;
      height: 44px;
    }
    header .grow {
      padding-left: 6px;
    }
    footer .button {
      flex: 1;
      height: 44px;
    }
    footer .icon-button {
      width: var(--touch);
      height: var(--touch);
    }
    footer .grow {
      display: none;
    }
  }
  @media (forced-colors: active) {
    aside {
      border: 1px solid;
    }
  }
`;
