/** Endings of the files that are also transcoded when they were added on this page (CONTRACT 6). */
// prettier-ignore
export const videoEndings = [
  '3g2', '3gp', 'asf', 'avi', 'divx', 'dv', 'f4v', 'flv', 'm2t', 'm2ts', 'm2v', 'm4v', 'mkv', 'mov', 'mp4', 'mpeg',
  'mpg', 'mts', 'mxf', 'ogm', 'ogv', 'rm', 'rmvb', 'ts', 'vob', 'webm', 'wmv',
] as const;
