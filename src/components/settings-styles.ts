import {css} from 'lit';

/** The rows of the settings sheet. */
export const settingsStyles = css`
  h2 {
    padding: 18px 0 4px;
    color: var(--color-ink-3);
    font-size: var(--text-xs);
    line-height: var(--leading-xs);
    font-weight: var(--weight-strong);
  }
  .set {
    display: flex;
    align-items: center;
    gap: 16px;
    min-height: 44px;
    padding: 5px 0;
    border-top: 1px solid var(--color-line);
  }
  h2 + .set {
    border-top: 0;
  }
  .below {
    display: block;
    color: var(--color-ink-3);
    font-size: var(--text-s);
    line-height: var(--leading-s);
  }
  .danger {
    color: var(--color-need);
  }
  .switch {
    position: relative;
    flex: none;
    width: 36px;
    height: 22px;
    padding: 0;
    border: 0;
    border-radius: 11px;
    background: var(--color-line-strong);
    cursor: pointer;
    transition: background var(--fast);
  }
  .switch:focus-visible {
    border-radius: 11px;
  }
  .switch::after {
    content: '';
    position: absolute;
    top: 2px;
    left: 2px;
    width: 18px;
    height: 18px;
    border-radius: 50%;
    background: #fff;
    transition: translate var(--fast);
  }
  .switch[aria-checked='true'] {
    background: var(--color-move-fill);
  }
  .switch[aria-checked='true']::after {
    translate: 14px 0;
  }
  .meter {
    height: 10px;
    margin: 8px 0 10px;
    border-radius: 5px;
    background: var(--color-sunken);
    overflow: hidden;
  }
  .meter i {
    display: block;
    height: 100%;
    background: var(--color-move-fill);
  }
  @media (pointer: coarse) {
    .set {
      min-height: 52px;
    }
    .switch::before {
      content: '';
      position: absolute;
      inset: -11px -4px;
    }
  }
  @media (max-width: 430px) {
    .set:has(segmented-choice) {
      flex-wrap: wrap;
      gap: 4px 16px;
    }
  }
  @media (forced-colors: active) {
    .switch {
      border: 1px solid ButtonText;
    }
    .switch::after {
      background: ButtonText;
    }
    .switch[aria-checked='true'],
    .meter i {
      forced-color-adjust: none;
      background: Highlight;
    }
  }
`;
