type Picker = (options: {multiple: false}) => Promise<readonly FileSystemFileHandle[]>;

/**
 * One file of the user's choice; undefined if there was none. A handle where the browser has them: it lasts through a restart.
 *
 * Asked for outside of the page's one file input, which adds.
 */
export async function pickFile(): Promise<File | FileSystemFileHandle | undefined> {
  const picker = (window as {showOpenFilePicker?: Picker}).showOpenFilePicker;
  if (picker) {
    // Closing the picker rejects: that is a no.
    return (await picker({multiple: false}).catch(() => []))[0];
  }
  const input = document.createElement('input');
  input.type = 'file';
  return new Promise((resolve) => {
    input.addEventListener('change', () => resolve(input.files?.[0]), {once: true});
    input.addEventListener('cancel', () => resolve(undefined), {once: true});
    input.click();
  });
}
