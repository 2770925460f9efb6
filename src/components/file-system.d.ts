/** What TypeScript's DOM library does not have yet, or only as a proposal. */
interface DataTransferItem {
  getAsFileSystemHandle(): Promise<FileSystemHandle | null>;
}

interface Window {
  showDirectoryPicker?(options?: {id?: string; mode?: 'read' | 'readwrite'}): Promise<FileSystemDirectoryHandle>;
  showSaveFilePicker?(options?: {suggestedName?: string}): Promise<FileSystemFileHandle>;
}
