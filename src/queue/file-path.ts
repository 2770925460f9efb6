/** Where an original goes on the NAS (CONTRACT 4): a name as people gave it, made safe to be one segment of a path. */
export function originalPath(identifier: string, fileName: string): string {
  return `originals/${identifier}/${safeSegment(fileName)}`;
}

/** What no gateway takes in a name becomes `_`: separators, streams, control characters, dots and blanks at the end. */
function safeSegment(name: string): string {
  const clean = name.replace(/[/\\:\p{Cc}\p{Cs}]/gu, '_').replace(/[. ]+$/, '_');
  return clean === '' ? '_' : clean;
}

/** The ending of a name, in lower case, without the dot; empty if there is none. */
export function endingOf(fileName: string): string {
  const dot = fileName.lastIndexOf('.');
  return dot > 0 ? fileName.slice(dot + 1).toLowerCase() : '';
}

/** What a job's bytes are called when they are saved: a deck comes as a zip. */
export function savedName({kind, fileName}: {readonly kind: string; readonly fileName: string}): string {
  return kind === 'convert' ? `${fileName.replace(/\.[^.]+$/, '')}.zip` : fileName;
}
