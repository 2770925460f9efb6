import {extname} from 'node:path';
import {wellFormed} from './well-formed.ts';

/**
 * What goes with bytes that users gave, always (CONTRACT 2): no browser may take them for a page, or run them.
 *
 * @param fileName As the user wrote it; may hold anything.
 */
export function untrustedFileHeaders(fileName: string): Record<string, string> {
  return {
    'Content-Type': typeOfExtension[extname(fileName).toLowerCase()] ?? 'application/octet-stream',
    'Content-Disposition': `attachment; filename="${asciiName(fileName)}"; filename*=UTF-8''${encodeName(fileName)}`,
    'X-Content-Type-Options': 'nosniff',
    'Content-Security-Policy': "sandbox; default-src 'none'",
  };
}

// prettier-ignore
const typeOfExtension: Readonly<Record<string, string>> = {
  '.m3u8': 'application/vnd.apple.mpegurl', '.vtt': 'text/vtt',
  '.ts': 'video/mp2t', '.mp4': 'video/mp4', '.m4v': 'video/mp4', '.mov': 'video/quicktime', '.webm': 'video/webm',
  '.mkv': 'video/x-matroska', '.avi': 'video/x-msvideo', '.wmv': 'video/x-ms-wmv', '.flv': 'video/x-flv',
  '.mp3': 'audio/mpeg', '.m4a': 'audio/mp4', '.aac': 'audio/aac', '.wav': 'audio/wav', '.flac': 'audio/flac', '.ogg': 'audio/ogg',
  '.jpg': 'image/jpeg', '.jpeg': 'image/jpeg', '.png': 'image/png', '.gif': 'image/gif', '.webp': 'image/webp',
  '.pdf': 'application/pdf', '.zip': 'application/zip',
  '.ppt': 'application/vnd.ms-powerpoint',
  '.pptx': 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
};

/** For the few that do not read `filename*`. */
function asciiName(fileName: string): string {
  return fileName.replace(/[^\x20-\x7e]|["\\%/]/g, '_');
}

/** As RFC 5987 wants it. */
function encodeName(fileName: string): string {
  return encodeURIComponent(wellFormed(fileName)).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
