import type {JobsStore} from '../store/jobs-store.ts';
import type {Snapshot} from '../store/snapshot.ts';
import {actionText, shellText, toastText} from './messages.ts';
import type {Toast} from './toast-bar.ts';

/** The toast that the store asks for, the most urgent first; undefined: none. */
export function toastOf({pendingRemoval, trouble, addErrors}: Snapshot, store: JobsStore): Toast | undefined {
  if (pendingRemoval) {
    const {count, undo, hold} = pendingRemoval;
    return {sentence: toastText.removed(count), button: actionText.undo(), act: undo, hold, lasting: true};
  }
  if (trouble !== undefined) return {sentence: trouble, end: store.dismissTrouble};
  const [error] = addErrors;
  if (!error) return undefined;
  const sentence =
    addErrors.length === 1 ? shellText.refusedOne(error.job.fileName) : shellText.refused(addErrors.length);
  return {sentence, end: store.dismissAddErrors};
}
