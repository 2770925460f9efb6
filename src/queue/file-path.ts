/** Where an original goes on the NAS (CONTRACT 4): a name as people gave it, made safe to be one segment of a path. */
export function originalPath(identifier: string, fileName: string): string {
  return `originals/${identifier}/${safeSegment(fileName)}`;
}

function safeSegment(name: string): string {
  const clean = name.replace(/[/\\\u0000-\u001f\u007f]/g, '_');
  return clean === '' || clean === '.' || clean === '..' ? '_' : clean;
}

/** The ending of a name, in lower case, without the dot; empty if there is none. */
export function endingOf(fileName: string): string {
  const dot = fileName.lastIndexOf('.');
  return dot > 0 ? fileName.slice(dot + 1).toLowerCase() : '';
}
