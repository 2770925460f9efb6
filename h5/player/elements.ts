import {iconOf, type IconName} from './icons.ts';
import type {Texts} from './texts.ts';

/** An element of player.html. @throws Error when it is not there, or another one. */
export function byId<T extends HTMLElement>(id: string, type: new () => T): T {
  const element = document.getElementById(id);
  if (!(element instanceof type)) throw new Error(`#${id} is not there.`);
  return element;
}

/** Gives the elements of player.html their names and icons. */
export function nameElements(texts: Texts): void {
  for (const element of document.querySelectorAll<HTMLElement>('[data-text]')) {
    // The names in player.html are names of texts without values.
    const text = texts[element.dataset['text'] as keyof Texts] as string;
    element.ariaLabel = text;
    if (element instanceof HTMLButtonElement) element.title = text;
    if (element instanceof HTMLInputElement && element.type === 'search') element.placeholder = text;
  }
  for (const element of document.querySelectorAll<HTMLElement>('[data-words]')) {
    element.textContent = texts[element.dataset['words'] as keyof Texts] as string;
  }
  for (const element of document.querySelectorAll<HTMLElement>('[data-icon]')) {
    // As above, with icons.
    element.innerHTML = iconOf(element.dataset['icon'] as IconName);
  }
}
