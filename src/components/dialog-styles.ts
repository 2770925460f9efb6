import {css} from 'lit';

/** What dialogs and sheets share. They are `<dialog>`s, opened with `showModal()`: the browser keeps the focus inside. */
export const dialogStyles = css`
  dialog {
    padding: 0;
    border: 0;
    background: var(--color-surface);
    color: var(--color-ink);
    box-shadow: var(--shadow-3);
    overscroll-behavior: contain;
  }
  dialog::backdrop {
    background: var(--color-scrim);
  }
  dialog:not(.sheet) {
    width: min(440px, calc(100vw - 24px));
    max-height: calc(100dvh - 48px);
    margin: auto;
    border-radius: var(--radius-xl);
  }
  dialog.wide {
    width: min(640px, calc(100vw - 24px));
  }
  dialog[open] {
    animation: appear var(--slow) var(--ease);
  }
  dialog[open]::backdrop {
    animation: fade var(--slow) var(--ease);
  }
  dialog.sheet {
    position: fixed;
    inset: 0 0 0 auto;
    width: min(480px, 100vw);
    max-width: none;
    height: 100dvh;
    max-height: none;
    margin: 0;
  }
  dialog.sheet[open] {
    animation-name: slide;
    animation-duration: var(--normal);
  }
  .head {
    position: sticky;
    z-index: 1;
    top: 0;
    display: flex;
    align-items: center;
    gap: 12px;
    min-height: 56px;
    padding: env(safe-area-inset-top) max(12px, env(safe-area-inset-right)) 0 20px;
    border-bottom: 1px solid var(--color-line);
    background: inherit;
  }
  .head h1 {
    flex: 1;
    font-size: var(--text-l);
    line-height: var(--leading-l);
    font-weight: var(--weight-strong);
  }
  .body {
    padding: 4px 20px calc(24px + env(safe-area-inset-bottom));
  }
  @keyframes appear {
    from {
      opacity: 0;
      translate: 0 12px;
    }
  }
  @keyframes slide {
    from {
      opacity: 0;
      translate: 32px 0;
    }
  }
  @keyframes fade {
    from {
      opacity: 0;
    }
  }
  @media (forced-colors: active) {
    dialog {
      border: 1px solid;
    }
  }
`;

/** A small dialog that asks for something: one form, its buttons at the end. */
export const askingStyles = css`
  form {
    display: grid;
    gap: 14px;
    padding: 24px;
  }
  h1 {
    font-size: var(--text-xl);
    line-height: var(--leading-xl);
    font-weight: var(--weight-strong);
  }
  .buttons {
    display: flex;
    flex-wrap: wrap;
    justify-content: flex-end;
    gap: 8px;
  }
`;

/** A click beside a dialog closes it. */
export function closeOutside(event: MouseEvent) {
  const dialog = event.target;
  if (!(dialog instanceof HTMLDialogElement)) return;
  const {left, right, top, bottom} = dialog.getBoundingClientRect();
  const inside = event.clientX >= left && event.clientX <= right && event.clientY >= top && event.clientY <= bottom;
  if (!inside) dialog.close();
}
