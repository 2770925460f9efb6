import {incomingFiles, incomingFolder} from './incoming.ts';
import type {Incoming} from './shell-events.ts';

/**
 * Lets the user choose a folder. Only within a click or a key press.
 *
 * @returns What is in it; `undefined` when the user thought better of it.
 */
export async function chooseFolder(): Promise<AsyncIterable<Incoming> | Iterable<Incoming> | undefined> {
  if (!window.showDirectoryPicker) return await chooseByInput();
  try {
    return incomingFolder(await window.showDirectoryPicker({id: 'carryon', mode: 'read'}));
  } catch (thrown) {
    if (thrown instanceof DOMException && thrown.name === 'AbortError') return undefined;
    throw thrown;
  }
}

/** For browsers without the picker: an input that is never in the page, which has one file input only. */
function chooseByInput(): Promise<Iterable<Incoming> | undefined> {
  const input = document.createElement('input');
  input.type = 'file';
  input.webkitdirectory = true;
  return new Promise((resolve) => {
    input.addEventListener('change', () => resolve(incomingFiles(input.files ?? [])), {once: true});
    input.addEventListener('cancel', () => resolve(undefined), {once: true});
    input.click();
  });
}
