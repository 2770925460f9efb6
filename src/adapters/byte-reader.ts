/** Reads a Blob into buffers of ours, so that memory stays flat. Undefined where a Blob's stream cannot do that. */
export function byteReader(blob: Blob): ReadableStreamBYOBReader | undefined {
  try {
    return blob.stream().getReader({mode: 'byob'});
  } catch {
    return undefined;
  }
}
