import {connect} from 'node:net';
import type {Socket} from 'node:net';

/** A connection on which a test writes what it likes, and dies as it likes. */
export interface RawConnection {
  readonly socket: Socket;
  /** Settles with all that was received, once it matches. Rejects if the connection ends first. */
  readonly received: (pattern: RegExp) => Promise<string>;
  /** Settles when the other side has ended the connection. */
  readonly ended: Promise<void>;
}

/** Opens a connection and writes the head of a request to it; the body is the test's affair. */
export function openRaw(port: number, requestLine: string, headers: Readonly<Record<string, string>>): RawConnection {
  const lines = Object.entries({Host: `127.0.0.1:${port}`, ...headers}).map(([name, value]) => `${name}: ${value}\r\n`);
  const socket = connect(port, '127.0.0.1');
  socket.write(`${requestLine} HTTP/1.1\r\n${lines.join('')}\r\n`);
  let text = '';
  socket.on('data', (piece: Buffer) => (text += piece.toString('latin1')));
  socket.on('error', () => undefined);
  const ended = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  const received = (pattern: RegExp) =>
    new Promise<string>((resolve, reject) => {
      const look = () => {
        if (pattern.test(text)) resolve(text);
      };
      look();
      socket.on('data', look);
      void ended.then(() => reject(new Error(`the connection ended after: ${text}`)));
    });
  return {socket, received, ended};
}
