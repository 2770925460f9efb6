const H264_TYPE = 0x1b;
const AAC_ADTS_TYPE = 0x0f;

/** Where the map of the first program is, by a program association table; `at`: the payload of its packet. */
export function readAssociation(bytes: Uint8Array, at: number): number | undefined {
  const section = at + 1 + (bytes[at] ?? 0);
  if (bytes[section] !== 0) return undefined;
  const end = section + 3 + (((bytes[section + 1] ?? 0) & 0x0f) << 8) + (bytes[section + 2] ?? 0) - 4;
  for (let entry = section + 8; entry + 4 <= end; entry += 4) {
    const program = ((bytes[entry] ?? 0) << 8) | (bytes[entry + 1] ?? 0);
    // Program 0 is the network's own table.
    if (program !== 0) return (((bytes[entry + 2] ?? 0) & 0x1f) << 8) | (bytes[entry + 3] ?? 0);
  }
  return undefined;
}

/** The first H.264 and the first AAC stream of a program map; `at`: the payload of its packet. */
export function readMap(bytes: Uint8Array, at: number): {videoPid?: number; audioPid?: number} {
  const section = at + 1 + (bytes[at] ?? 0);
  const end = section + 3 + (((bytes[section + 1] ?? 0) & 0x0f) << 8) + (bytes[section + 2] ?? 0) - 4;
  const pids: {videoPid?: number; audioPid?: number} = {};
  let entry = section + 12 + (((bytes[section + 10] ?? 0) & 0x0f) << 8) + (bytes[section + 11] ?? 0);
  while (entry + 5 <= end) {
    const pid = (((bytes[entry + 1] ?? 0) & 0x1f) << 8) | (bytes[entry + 2] ?? 0);
    if (bytes[entry] === H264_TYPE) pids.videoPid ??= pid;
    if (bytes[entry] === AAC_ADTS_TYPE) pids.audioPid ??= pid;
    entry += 5 + (((bytes[entry + 3] ?? 0) & 0x0f) << 8) + (bytes[entry + 4] ?? 0);
  }
  return pids;
}
