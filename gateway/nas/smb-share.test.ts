import {execFileSync} from 'node:child_process';
import {once} from 'node:events';
import {mkdtemp, readFile, readdir, rm, writeFile} from 'node:fs/promises';
import {createServer} from 'node:net';
import type {AddressInfo} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, afterEach, beforeAll, describe, expect, test} from 'vitest';
import {disposable, patterned, rejects} from '../testing/share-contract.ts';
import {hasSmbServer, startSmbServer} from '../testing/smb-server.ts';
import type {SmbServer} from '../testing/smb-server.ts';
import {connectTo} from '../testing/smb-connection.ts';
import type {SmbOptions, SmbShare} from './smb-share.ts';

describe.skipIf(!hasSmbServer)('an SMB server', () => {
  let server: SmbServer;
  const shares: SmbShare[] = [];
  const open = (options: SmbOptions = {}, password = server.password) => {
    const share = connectTo(server, options, password);
    shares.push(share);
    return share;
  };
  /** Opens a file for writing; with the process that does so for it. */
  const openWriter = async (path: string) => {
    const share = open();
    await share.makeFolders('alice');
    await share.stat('alice');
    const before = new Set(childrenOfOurs());
    const writer = await share.openForWriting(path);
    const [child] = childrenOfOurs().filter((pid) => !before.has(pid));
    if (child === undefined) throw new Error('no process of its own');
    return {share, writer, child};
  };

  beforeAll(async () => {
    server = await startSmbServer({security: 'signing'});
  });
  afterEach(() => Promise.all(shares.splice(0).map((share) => share.close())));
  afterAll(() => server.stop());

  test('a wrong password is refused', async () => {
    const share = open({}, 'wrong');

    expect(await share.isUp()).toBe(false);
    await rejects(share.stat('alice/a'), 'refused');
    await rejects(share.openForWriting('alice/a'), 'refused');
    await rejects(share.freeBytes(), 'refused');
  });

  test('a share that is not there is gone, and so is a folder in it', async () => {
    for (const url of [`${server.url}x`, `${server.url}/none`]) {
      const share = connectTo({...server, url});
      shares.push(share);
      expect(await share.isUp()).toBe(false);
      await rejects(share.stat('alice/a'), 'gone');
      await rejects(share.openForWriting('alice/a'), 'gone');
    }
  });

  test('a server that nobody reaches is gone', async () => {
    const {port, close} = await closedPort();
    await close();
    const share = connectTo({...server, url: server.url.replace(/:\d+/, `:${port}`)});
    shares.push(share);

    expect(await share.isUp()).toBe(false);
    await rejects(share.stat('alice/a'), 'gone');
  });

  test('of several gateways that want one name, one gets it', async () => {
    const several = Array.from({length: 4}, () => open());
    const [first] = several;
    await first?.makeFolders('race');
    for (let round = 0; round < 20; round += 1) {
      await Promise.all(
        several.map((_, index) => writeFile(join(server.shareFolder, 'race', `.${index}.part`), `${index}`)),
      );

      const outcomes = await Promise.allSettled(
        several.map((share, index) => share.rename(`race/.${index}.part`, `race/${round}`, false)),
      );

      const winner = outcomes.findIndex(({status}) => status === 'fulfilled');
      const others = outcomes.filter((_, index) => index !== winner);
      expect(outcomes[winner]).toMatchObject({status: 'fulfilled'});
      for (const outcome of others) expect(outcome).toMatchObject({reason: {problem: 'exists'}});
      expect(await readFile(join(server.shareFolder, 'race', `${round}`), 'utf8')).toBe(`${winner}`);
      expect(await readdir(join(server.shareFolder, 'race'))).toHaveLength(several.length + round);
    }
    expect(await readdir(server.shareFolder)).toEqual(['race']);
  });

  test('a server that dies in the middle of a write is gone, and works again once it is back', async () => {
    const share = open();
    await share.makeFolders('alice');
    const writer = await share.openForWriting('alice/killed');
    const bytes = patterned(2_000_000);
    await writer.write(bytes, 0);

    const later = Array.from({length: 10}, (_, index) => writer.write(bytes, (index + 1) * bytes.length));
    const outcomes = Promise.allSettled(later);
    await server.kill();

    expect((await outcomes).at(-1)).toMatchObject({reason: {problem: 'gone'}});
    await rejects(writer.write(bytes, 0), 'gone');
    await writer.close();
    expect(await share.isUp()).toBe(false);
    await rejects(share.stat('alice'), 'gone');

    await server.restart();
    await expect.poll(() => share.isUp()).toBe(true);
    await using again = disposable(await share.openForWriting('alice/killed'));
    await again.write(bytes, 0);
    expect(await share.stat('alice')).toMatchObject({type: 'folder'});
    expect((await readFile(join(server.shareFolder, 'alice', 'killed'))).subarray(0, bytes.length).equals(bytes)).toBe(
      true,
    );
  });

  test('what was open before a restart is found again without an error', async () => {
    const share = open();
    await share.makeFolders('alice');
    expect(await share.isUp()).toBe(true);
    await (await share.openForWriting('alice/a')).close();

    await server.restart();

    expect(await share.stat('alice')).toMatchObject({type: 'folder'});
    expect(await share.isUp()).toBe(true);
    await (await share.openForWriting('alice/a')).close();
  });

  test('a connection that stands still costs its own transfer, and no other', async () => {
    const share = open({silenceMs: 1500});
    await share.makeFolders('alice');
    expect(await share.isUp()).toBe(true);
    const before = new Set(await server.sessions());
    const stuck = await share.openForWriting('alice/stuck');
    const [session] = (await server.sessions()).filter((pid) => !before.has(pid));
    if (session === undefined) throw new Error('no session of its own');
    const other = await share.openForWriting('alice/other');

    process.kill(session, 'SIGSTOP');
    const failing = rejects(stuck.write(patterned(1000), 0), 'gone');
    await other.write(patterned(5_000_000), 0);
    expect(await share.isUp()).toBe(true);
    expect(await share.stat('alice/other')).toMatchObject({sizeBytes: 5_000_000});
    await failing;
    await stuck.close();

    await using again = disposable(await share.openForWriting('alice/again'));
    await again.write(patterned(1000), 0);
    await other.close();
    process.kill(session, 'SIGKILL');
  });

  test('of a server that hangs no more is asked than it may still answer, and that is answered when it goes on', async () => {
    const before = new Set(await server.sessions());
    const share = open();
    await share.makeFolders('alice');
    const [session] = (await server.sessions()).filter((pid) => !before.has(pid));
    if (session === undefined) throw new Error('no session of its own');

    process.kill(session, 'SIGSTOP');
    const asked = Array.from({length: 80}, () => share.stat('alice'));
    // One is with the server, 64 wait for it.
    await Promise.all(asked.slice(65).map((answer) => rejects(answer, 'gone')));
    process.kill(session, 'SIGCONT');

    const answers = await Promise.all(asked.slice(0, 65));
    expect(answers.every((stat) => stat?.type === 'folder')).toBe(true);
  });

  test('a process that dies costs its own transfer, and is replaced', async () => {
    const {share, writer, child} = await openWriter('alice/crash');

    const writing = Promise.allSettled([
      writer.write(patterned(8_000_000), 0),
      writer.write(patterned(8_000_000), 8_000_000),
    ]);
    process.kill(child, 'SIGKILL');

    expect((await writing)[1]).toMatchObject({reason: {problem: 'gone'}});
    await writer.close();
    await using again = disposable(await share.openForWriting('alice/crash'));
    await again.write(patterned(1000), 0);
    expect(await share.stat('alice')).toMatchObject({type: 'folder'});
  });

  test('a process that dies with a question in its pipe is as gone: the pipe fails, and does not only end', async () => {
    const {share, writer, child} = await openWriter('alice/unread');

    process.kill(child, 'SIGSTOP');
    const asking = writer.sizeBytes();
    process.kill(child, 'SIGKILL');

    await rejects(asking, 'gone');
    await writer.close();
    expect(await share.stat('alice')).toMatchObject({type: 'folder'});
  });

  test('a fifth transfer waits for its turn, and is told when that takes too long', async () => {
    const [hasty, patient] = [open({waitMs: 50}), open()];
    await hasty.makeFolders('alice');
    const four = (share: SmbShare) => Promise.all([1, 2, 3, 4].map((index) => share.openForWriting(`alice/${index}`)));
    const [ofHasty, ofPatient] = await Promise.all([four(hasty), four(patient)]);

    await expect(hasty.openForWriting('alice/5')).rejects.toMatchObject({
      problem: 'gone',
      message: 'The NAS is busy: 4 transfers are under way.',
    });
    const waiting = patient.openForReading('alice/1');
    expect(await patient.isUp()).toBe(true);
    expect(await patient.list('alice')).toContain('4');
    await ofPatient[0]?.close();
    await (await waiting).close();
    await Promise.all([...ofHasty, ...ofPatient].map((writer) => writer.close()));
  });

  test('without the library it is gone, and says in one line what to install', async () => {
    const lines: string[] = [];
    const share = open({library: 'libnone.so.0', warn: (line) => lines.push(line)});

    expect(await share.isUp()).toBe(false);
    await rejects(share.stat('alice'), 'gone');
    await rejects(share.openForReading('alice/a'), 'gone');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^[^\n]*apt install libsmbclient[^\n]*$/);
  });

  test('the password is nowhere to be seen', async () => {
    const share = open();
    await share.freeBytes();

    const places = childrenOfOurs().flatMap((pid) => ['cmdline', 'environ'].map((name) => `/proc/${pid}/${name}`));

    expect(places).not.toHaveLength(0);
    for (const place of places) expect(await readFile(place, 'latin1')).not.toContain('p:a@s');
  });

  test('closing ends all processes and what they do', async () => {
    const share = open();
    await share.makeFolders('alice');
    const writer = await share.openForWriting('alice/closing');
    const mine = childrenOfOurs();
    const writing = rejects(writer.write(patterned(50_000_000), 0), 'gone');

    await share.close();

    await writing;
    await rejects(share.stat('alice'), 'gone');
    await rejects(share.openForReading('alice/a'), 'gone');
    await expect.poll(() => childrenOfOurs().filter((pid) => mine.includes(pid))).toEqual([]);
  });
});

const isRoot = process.getuid?.() === 0;

/** Only root can make a small disk. */
test.skipIf(!hasSmbServer || !isRoot)('a disk that is full says so, and the later writes leave no hole', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'carryon-small-disk-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', folder]);
  const server = await startSmbServer({security: 'signing', folder});
  const share = connectTo(server);
  try {
    await share.makeFolders('alice');
    expect(await share.freeBytes()).toBeLessThan(9_000_000);
    const writer = await share.openForWriting('alice/a');
    const piece = patterned(3_000_000);

    const outcomes = await Promise.allSettled(
      [0, 1, 2, 3, 4].map((index) => writer.write(piece, index * piece.length)),
    );

    expect(outcomes.map(({status}) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'rejected', 'rejected']);
    expect(outcomes[2]).toMatchObject({reason: {problem: 'full'}});
    await writer.close();
    const written = await readFile(join(folder, 'alice', 'a'));
    expect(written.subarray(0, 6_000_000).equals(Buffer.concat([piece, piece]))).toBe(true);
  } finally {
    await share.close();
    await server.stop();
    execFileSync('umount', ['-l', folder]);
    await rm(folder, {recursive: true});
  }
});

/** A port that nobody listens on once it is closed. */
async function closedPort() {
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const {port} = listener.address() as AddressInfo;
  return {port, close: () => new Promise((resolve) => listener.close(resolve))};
}

/** The processes that this one has started to talk SMB. */
function childrenOfOurs(): readonly number[] {
  return execFileSync('ps', ['--ppid', String(process.pid), '-o', 'pid=,args='], {encoding: 'utf8'})
    .split('\n')
    .filter((line) => line.includes('smb-child.mjs'))
    .map((line) => Number.parseInt(line, 10));
}
