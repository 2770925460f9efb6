// A process that talks to the SMB server, one call after the other; the library's calls block it. Plain JavaScript, so
// that it starts as it is, from the sources and from the build. It ends with the one that started it.
import {Buffer} from 'node:buffer';
import {constants, readSync, writeSync} from 'node:fs';
import {SmbError, openSmbClient} from './smb-client.mjs';

/** @typedef {import('./smb-client.mjs').SmbClient} SmbClient */
/** @typedef {import('./smb-client.mjs').SmbLogin & {folder: readonly string[]}} SmbSetup The folder begins with the share. */
/**
 * @typedef {{call: 'setUp', setup: SmbSetup}
 *   | {call: 'stat' | 'openForReading' | 'openForWriting' | 'makeFolders' | 'remove' | 'removeIfEmpty' | 'list', path: string}
 *   | {call: 'read' | 'write', position: number, lengthBytes: number}
 *   | {call: 'truncate', sizeBytes: number}
 *   | {call: 'rename', from: string, to: string, mayReplace: boolean}
 *   | {call: 'sizeBytes' | 'close' | 'freeBytes' | 'answer'}} SmbQuestion
 */

/** Questions come, and answers go, as lines of JSON; an empty line is a sign of life. */
const linesFd = 3;
/** Bytes of the file, both ways: after a `write` those to be written, after the answer to a `read` those read. */
const bytesFd = 4;

/** How long somebody else may keep a lock. */
const patienceMs = 3000;
/** What the library calls it that a file is open elsewhere. */
const inUse = 'EBUSY';

/** @type {SmbClient} */
let smb;
/** @type {readonly string[]} */
let root = [];
/** The one file that is open. @type {number | undefined} */
let file;
let position = 0;
/** Why a write failed: those that are on their way behind it must not leave a hole. @type {SmbError | undefined} */
let failure;
let buffer = Buffer.alloc(0);

// They end with whoever started them, who may have something to finish first.
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.on(signal, () => undefined);

for (const line of lines()) say(answerTo(JSON.parse(line)));

/** @param {SmbQuestion} question */
function answerTo(question) {
  try {
    const isOfFile = ['read', 'write', 'truncate', 'sizeBytes', 'close'].includes(question.call);
    return {value: isOfFile || question.call === 'rename' ? carryOut(question) : again(() => carryOut(question))};
  } catch (error) {
    if (question.call === 'setUp') return {code: 'NO-LIBRARY', message: String(error)};
    if (!(error instanceof SmbError)) throw error;
    return {code: error.code === 'ENOENT' && !isRootThere() ? 'ENODEV' : error.code};
  }
}

/**
 * @param {SmbQuestion} question
 * @returns {unknown}
 */
function carryOut(question) {
  switch (question.call) {
    case 'setUp':
      smb = openSmbClient(question.setup);
      root = question.setup.folder;
      return undefined;
    case 'stat':
      return smb.stat(urlOf(question.path));
    case 'openForReading':
      return openFile(question.path, constants.O_RDONLY);
    case 'openForWriting':
      return openFile(question.path, constants.O_RDWR | constants.O_CREAT);
    case 'read':
      return read(question.position, question.lengthBytes);
    case 'write':
      return write(question.position, question.lengthBytes);
    case 'truncate':
      return smb.truncate(openedFile(), question.sizeBytes);
    case 'sizeBytes':
      return smb.statFile(openedFile()).sizeBytes;
    case 'close':
      return close();
    case 'makeFolders':
      return makeFolders(question.path.split('/'));
    case 'rename':
      return (question.mayReplace ? renameOver : renameToFree)(question.from, question.to);
    case 'remove':
      return remove(urlOf(question.path));
    case 'removeIfEmpty':
      return smb.removeFolder(urlOf(question.path));
    case 'list':
      return smb.list(urlOf(question.path)).map(({name}) => name);
    case 'freeBytes':
      return smb.freeBytes(urlOf(''));
    case 'answer':
      return smb.stat(urlOf('')).isFolder;
  }
}

/** @param {string} path @param {number} flags */
function openFile(path, flags) {
  close();
  file = smb.open(urlOf(path), flags);
  position = 0;
  failure = undefined;
  return smb.statFile(file);
}

function openedFile() {
  if (file === undefined) throw new SmbError('EBADF');
  return file;
}

function close() {
  if (file === undefined) return;
  const closing = file;
  file = undefined;
  smb.close(closing);
}

/** @param {number} from @param {number} lengthBytes */
function read(from, lengthBytes) {
  seek(from);
  const count = smb.read(openedFile(), space(lengthBytes));
  position += count;
  let sent = 0;
  while (sent < count) sent += writeSync(bytesFd, buffer, sent, count - sent);
  return count;
}

/** @param {number} to @param {number} lengthBytes */
function write(to, lengthBytes) {
  const bytes = space(lengthBytes);
  let filled = 0;
  while (filled < lengthBytes) filled += atLeastOne(readSync(bytesFd, bytes, filled, lengthBytes - filled, null));
  if (failure !== undefined) throw failure;
  try {
    seek(to);
    writeAll(bytes);
  } catch (error) {
    if (error instanceof SmbError) failure = error;
    throw error;
  }
}

/** @param {Buffer} bytes */
function writeAll(bytes) {
  let written = 0;
  while (written < bytes.length) {
    const count = smb.write(openedFile(), bytes.subarray(written));
    // A server that takes nothing and says nothing has no room.
    if (count === 0) throw new SmbError('ENOSPC');
    written += count;
    position += count;
  }
}

/** @param {number} to */
function seek(to) {
  if (to !== position) smb.seek(openedFile(), to);
  position = to;
}

/** Bytes to work in; kept, so that large pieces do not cost an allocation each. @param {number} lengthBytes */
function space(lengthBytes) {
  if (buffer.length < lengthBytes) buffer = Buffer.allocUnsafeSlow(lengthBytes);
  return buffer.subarray(0, lengthBytes);
}

/** @param {readonly string[]} names */
function makeFolders(names) {
  for (let depth = 1; depth <= names.length; depth += 1) {
    const url = urlOf(names.slice(0, depth).join('/'));
    ignoring(['EEXIST'], () => smb.makeFolder(url));
    if (!smb.stat(url).isFolder) throw new SmbError('EEXIST');
  }
}

/**
 * Does something once more when the connection turns out to have been lost while nothing was asked: the library notices
 * at the next call, and then connects again.
 *
 * @template Result
 * @param {() => Result} run Something that may be done twice.
 * @returns {Result}
 */
function again(run) {
  try {
    return run();
  } catch (error) {
    if (error instanceof SmbError && ['ECONNABORTED', 'ECONNRESET', 'ENOTCONN', 'EPIPE'].includes(error.code))
      return run();
    throw error;
  }
}

/** @param {string} from @param {string} to */
function renameOver(from, to) {
  // The library would remove an empty folder as well.
  ignoring(['ENOENT'], () => {
    if (again(() => smb.stat(urlOf(to))).isFolder) throw new SmbError('EISDIR');
  });
  smb.rename(urlOf(from), urlOf(to));
}

/**
 * Gives a file a name that nobody has. The library's rename removes whoever has the name by then, and Samba itself looks
 * first and renames after; so gateways do it one at a time. Other programs do not know of that: what one of them puts
 * there in the same millisecond is lost.
 *
 * @param {string} from
 * @param {string} to
 */
function renameToFree(from, to) {
  const [source, target] = [urlOf(from), urlOf(to)];
  again(() => smb.stat(source));
  alone(() => {
    if (isThere(target)) throw new SmbError('EEXIST');
    smb.rename(source, target);
  });
}

/**
 * Does something while no other gateway does; after a while even then: a lock may be that of a machine that is gone.
 *
 * @param {() => void} run
 */
function alone(run) {
  const url = urlOf('.carryon-lock');
  const lock = takeLock(url, Date.now() + patienceMs);
  try {
    run();
  } finally {
    if (lock !== undefined) {
      smb.close(lock);
      // Whoever has it by now keeps it: nobody can remove what is open.
      ignoring([inUse, 'EACCES', 'ENOENT'], () => smb.unlink(url));
    }
  }
}

/** @param {string} url @param {number} until */
function takeLock(url, until) {
  while (Date.now() < until) {
    try {
      return smb.openAlone(url);
    } catch (error) {
      // A share's root that nobody may write into has no lock.
      if (!(error instanceof SmbError) || error.code !== inUse) return undefined;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
  return undefined;
}

/** @param {string} url */
function isThere(url) {
  try {
    smb.stat(url);
    return true;
  } catch (error) {
    if (error instanceof SmbError && error.code === 'ENOENT') return false;
    throw error;
  }
}

/** @param {string} url */
function remove(url) {
  if (!smb.stat(url).isFolder) return smb.unlink(url);
  for (const {name, isFolder} of smb.list(url)) {
    const inside = `${url}/${encodeURIComponent(name)}`;
    writeSync(linesFd, '\n');
    ignoring(['ENOENT'], () => (isFolder ? remove(inside) : smb.unlink(inside)));
  }
  smb.removeFolder(url);
}

/** @param {string} path Relative to the share's root; empty for the root itself. */
function urlOf(path) {
  return smb.urlOf(path === '' ? root : [...root, ...path.split('/')]);
}

function isRootThere() {
  try {
    return smb.stat(urlOf('')).isFolder;
  } catch {
    return false;
  }
}

/** @param {readonly string[]} codes @param {() => void} run */
function ignoring(codes, run) {
  try {
    run();
  } catch (error) {
    if (!(error instanceof SmbError) || !codes.includes(error.code)) throw error;
  }
}

/** @param {object} answer */
function say(answer) {
  writeSync(linesFd, `${JSON.stringify(answer)}\n`);
}

/** The lines that come, until there are no more. */
function* lines() {
  const chunk = Buffer.alloc(64 * 1024);
  let rest = Buffer.alloc(0);
  for (;;) {
    const count = readSync(linesFd, chunk, 0, chunk.length, null);
    if (count === 0) return;
    rest = Buffer.concat([rest, chunk.subarray(0, count)]);
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
      const line = rest.toString('utf8', 0, end);
      rest = rest.subarray(end + 1);
      yield line;
    }
  }
}

/** @param {number} count Of a read that ends only when whoever started this process has ended. */
function atLeastOne(count) {
  if (count === 0) process.exit(0);
  return count;
}
