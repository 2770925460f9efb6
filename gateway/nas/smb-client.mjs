// Samba's client library, called from JavaScript. Its calls block until the server has answered.
import {Buffer} from 'node:buffer';
import {constants} from 'node:fs';
import {constants as system} from 'node:os';
import koffi from 'koffi';

/** @typedef {{host: string, port: number, workgroup: string, user: string, password: string, library: string, timeoutMs: number}} SmbLogin */
/** @typedef {{isFolder: boolean, sizeBytes: number, modifiedAtNs: string}} SmbStat */
/** @typedef {ReturnType<typeof openSmbClient>} SmbClient */

/** A call that failed; `code` as Node names it (`ENOENT`). */
export class SmbError extends Error {
  /** @param {string} code */
  constructor(code) {
    super(code);
    this.code = code;
  }
}

/**
 * Loads the library and sets it up; connects at the first call that needs a server.
 *
 * @param {SmbLogin} login
 * @throws Error if the library is not there.
 */
export function openSmbClient({host, port, workgroup, user, password, library, timeoutMs}) {
  const lib = koffi.load(library);
  koffi.proto(
    'void SmbSignIn(void *context, const char *server, const char *share, void *workgroup, int workgroupSize, void *user, int userSize, void *password, int passwordSize)',
  );
  const context = lib.func('void *smbc_new_context()')();
  const signIn = koffi.register(
    // prettier-ignore
    (/** @type {unknown[]} */ ...[, , , workgroupAt, workgroupSize, userAt, userSize, passwordAt, passwordSize]) => {
      if (workgroup !== '') putText(workgroupAt, workgroupSize, workgroup);
      putText(userAt, userSize, user);
      putText(passwordAt, passwordSize, password);
    },
    'SmbSignIn *',
  );
  lib.func('void smbc_setFunctionAuthDataWithContext(void *context, SmbSignIn *signIn)')(context, signIn);
  lib.func('void smbc_setOptionNoAutoAnonymousLogin(void *context, int on)')(context, 1);
  lib.func('int smbc_setOptionProtocols(void *context, const char *min, const char *max)')(context, 'SMB2', 'SMB3');
  // Wherever the server can; costs next to nothing (AES in hardware). A server that demands signing gets that as well.
  const requested = 1;
  lib.func('void smbc_setOptionSmbEncryptionLevel(void *context, int level)')(context, requested);
  // With a port that is given it neither tries 139 nor asks NetBIOS.
  lib.func('void smbc_setPort(void *context, uint16_t port)')(context, port);
  lib.func('void smbc_setTimeout(void *context, int ms)')(context, timeoutMs);
  if (lib.func('void *smbc_init_context(void *context)')(context) === null) fail();
  lib.func('void *smbc_set_context(void *context)')(context);

  const calls = {
    open: lib.func('int smbc_open(const char *url, int flags, int mode)'),
    close: lib.func('int smbc_close(int fd)'),
    read: lib.func('int64_t smbc_read(int fd, void *into, size_t size)'),
    write: lib.func('int64_t smbc_write(int fd, const void *bytes, size_t size)'),
    seek: lib.func('int64_t smbc_lseek(int fd, int64_t offset, int whence)'),
    truncate: lib.func('int smbc_ftruncate(int fd, int64_t size)'),
    statFile: lib.func('int smbc_fstat(int fd, void *into)'),
    stat: lib.func('int smbc_stat(const char *url, void *into)'),
    statFileSystem: lib.func('int smbc_statvfs(const char *url, void *into)'),
    makeFolder: lib.func('int smbc_mkdir(const char *url, int mode)'),
    removeFolder: lib.func('int smbc_rmdir(const char *url)'),
    unlink: lib.func('int smbc_unlink(const char *url)'),
    rename: lib.func('int smbc_rename(const char *from, const char *to)'),
    openFolder: lib.func('int smbc_opendir(const char *url)'),
    closeFolder: lib.func('int smbc_closedir(int fd)'),
    entries: lib.func('int smbc_getdents(uint32_t fd, void *into, int size)'),
  };
  const setShareMode = lib.func('void smbc_setOptionOpenShareMode(void *context, int mode)');
  const [denyAll, denyNone] = [1, 4];
  const server = `smb://${host}/`;
  const scratch = Buffer.alloc(64 * 1024);

  return {
    /** @param {readonly string[]} names The share, then what is in it. */
    urlOf: (names) => server + names.map(encodeURIComponent).join('/'),
    /** @param {string} url @param {number} flags */
    open: (url, flags) => checked(calls.open(url, flags, 0o640)),
    /** Makes and opens a file that nobody else can open until it is closed, or the connection lost. @param {string} url */
    openAlone(url) {
      setShareMode(context, denyAll);
      try {
        return checked(calls.open(url, constants.O_RDWR | constants.O_CREAT, 0o640));
      } finally {
        setShareMode(context, denyNone);
      }
    },
    /** @param {number} file */
    close: (file) => void checked(calls.close(file)),
    /** @param {number} file @param {number} offset */
    seek: (file, offset) => void checked(calls.seek(file, offset, 0)),
    /** @param {number} file @param {Buffer} into */
    read: (file, into) => Number(checked(calls.read(file, into, into.length))),
    /** @param {number} file @param {Buffer} bytes */
    write: (file, bytes) => Number(checked(calls.write(file, bytes, bytes.length))),
    /** @param {number} file @param {number} sizeBytes */
    truncate: (file, sizeBytes) => void checked(calls.truncate(file, sizeBytes)),
    /** @param {number} file @returns {SmbStat} */
    statFile(file) {
      checked(calls.statFile(file, scratch));
      return readStat(scratch);
    },
    /** @param {string} url @returns {SmbStat} */
    stat(url) {
      checked(calls.stat(url, scratch));
      return readStat(scratch);
    },
    /** @param {string} url */
    freeBytes(url) {
      checked(calls.statFileSystem(url, scratch));
      // struct statvfs: f_bsize, f_frsize (sectors in a unit), f_blocks, f_bfree.
      const [sectorBytes, sectors, , free] = [0, 8, 16, 24].map((at) => scratch.readBigUInt64LE(at));
      return Number((sectorBytes ?? 0n) * (sectors ?? 0n) * (free ?? 0n));
    },
    /** @param {string} url */
    makeFolder: (url) => void checked(calls.makeFolder(url, 0o750)),
    /** @param {string} url */
    removeFolder: (url) => void checked(calls.removeFolder(url)),
    /** @param {string} url */
    unlink: (url) => void checked(calls.unlink(url)),
    /** @param {string} from @param {string} to A file with this name is removed first: it is no single step. */
    rename: (from, to) => void checked(calls.rename(from, to)),
    /** @param {string} url @returns {{name: string, isFolder: boolean}[]} */
    list(url) {
      const folder = checked(calls.openFolder(url));
      try {
        const found = [];
        for (;;) {
          const filled = checked(calls.entries(folder, scratch, scratch.length));
          if (filled <= 0) return found;
          found.push(...readEntries(scratch.subarray(0, filled)));
        }
      } finally {
        calls.closeFolder(folder);
      }
    },
  };
}

/**
 * @template {number | bigint} Result
 * @param {Result} result
 * @returns {Result}
 */
function checked(result) {
  return result < 0 ? fail() : result;
}

/** @returns {never} */
function fail() {
  const number = koffi.errno();
  throw new SmbError(Object.entries(system.errno).find(([, value]) => value === number)?.[0] ?? `errno ${number}`);
}

/** @param {unknown} at @param {unknown} size @param {string} text */
function putText(at, size, text) {
  const place = Buffer.from(koffi.view(at, Number(size)));
  const bytes = Buffer.from(`${text}\0`);
  if (bytes.length <= place.length) bytes.copy(place);
}

/** Where `st_mode` lies in a 64-bit Linux `struct stat`; size and time lie at the same place in all of them. */
const modeAt = ['x64', 'ppc64'].includes(process.arch) ? 24 : 16;

/** @param {Buffer} bytes @returns {SmbStat} */
function readStat(bytes) {
  const isFolder = (bytes.readUInt32LE(modeAt) & 0o170000) === 0o040000;
  const modifiedAtNs = bytes.readBigInt64LE(88) * 1_000_000_000n + bytes.readBigInt64LE(96);
  return {isFolder, sizeBytes: Number(bytes.readBigInt64LE(48)), modifiedAtNs: String(modifiedAtNs)};
}

/** `struct smbc_dirent`, one after the other: type, its own length, …, the name at 28. */
const folderType = 7;

/** @param {Buffer} bytes */
function readEntries(bytes) {
  const found = [];
  for (let at = 0; at < bytes.length; at += bytes.readUInt32LE(at + 4)) {
    const name = bytes.toString('utf8', at + 28, bytes.indexOf(0, at + 28));
    if (name !== '.' && name !== '..') found.push({name, isFolder: bytes.readUInt32LE(at) === folderType});
  }
  return found;
}
