import {stat, unlink} from 'node:fs/promises';
import {connect, createServer} from 'node:net';
import type {Server} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

/**
 * Takes a folder for this process alone, for as long as it lives.
 *
 * The lock is a listening socket named after the folder's device and inode: the system lets go of it however the
 * process ends, so there is no stale lock after SIGKILL. Linux has names without a file for this, and so has Windows;
 * elsewhere it is a socket file, and one that nobody listens on is removed.
 *
 * @returns A function that lets go, or `undefined` if another process has the folder.
 */
export async function lockFolder(folder: string): Promise<(() => void) | undefined> {
  const {dev, ino} = await stat(folder, {bigint: true});
  const name = (addresses[process.platform] ?? socketFile)(`carryon-${dev}-${ino}`);
  let server = await listen(name);
  if (server === undefined && name.startsWith('/') && !(await isAnswered(name))) {
    await unlink(name);
    server = await listen(name);
  }
  return server && (() => void server.close());
}

const socketFile = (name: string) => join(tmpdir(), `${name}.sock`);

const addresses: Partial<Record<NodeJS.Platform, (name: string) => string>> = {
  linux: (name) => `\0${name}`,
  win32: (name) => `\\\\.\\pipe\\${name}`,
};

function listen(path: string): Promise<Server | undefined> {
  const server = createServer((socket) => socket.destroy());
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(undefined);
      else reject(error);
    });
    server.listen(path, () => resolve(server.unref()));
  });
}

function isAnswered(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
