import {spawn, spawnSync} from 'node:child_process';
import type {ChildProcess} from 'node:child_process';
import {once} from 'node:events';
import {mkdir, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {connect, createServer} from 'node:net';
import type {AddressInfo} from 'node:net';
import {tmpdir, userInfo} from 'node:os';
import {join} from 'node:path';
import {setTimeout as pause} from 'node:timers/promises';

/** A real `smbd` on loopback, on a port of its own. It ends with this process, however that ends. */
export interface SmbServer extends AsyncDisposable {
  /** For CARRYON_NAS. */
  readonly url: string;
  /** For CARRYON_NAS_PASSWORD. */
  readonly password: string;
  /** Where the files of the share lie on this machine. */
  readonly shareFolder: string;
  /** Processes that serve a connection each. */
  sessions(): Promise<readonly number[]>;
  /** Ends it all at once, in the middle of whatever it does. */
  kill(): Promise<void>;
  /** Starts it again on the same port and files, after a {@link kill} or at any other time. */
  restart(): Promise<void>;
  /** Ends it and removes its files. */
  stop(): Promise<void>;
}

export interface SmbServerOptions {
  /** What it demands of its clients. */
  readonly security: 'signing' | 'encryption';
  /** Where the files of the share lie; a new folder of its own if absent. Not removed if given. */
  readonly folder?: string;
}

/** Where Debian has smbd is on root's path only. */
const env = {...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin`};

/** Whether this machine has the programs. */
export const hasSmbServer = spawnSync('smbd', ['--version'], {env}).status === 0;

const password = `p:a@s/s %2F"'ö1`;

/** Starts it; settles once it listens. Works for root and for others. */
export async function startSmbServer({security, folder}: SmbServerOptions): Promise<SmbServer> {
  const home = await mkdtemp(join(tmpdir(), 'carryon-smbd-'));
  const shareFolder = folder ?? join(home, 'share');
  const user = userInfo().username;
  const port = await freePort();
  const configPath = join(home, 'smb.conf');
  await mkdir(shareFolder, {recursive: true});
  await Promise.all(['state', 'cache', 'lock', 'pid', 'ncalrpc', 'log'].map((name) => mkdir(join(home, name))));
  await mkdir(join(home, 'private'), {mode: 0o700});
  await writeFile(configPath, configOf(home, shareFolder, user, port, security));
  addUser(configPath, user);

  let child: ChildProcess;
  const launch = async () => {
    // In a group of its own; the pipe ends with this process.
    child = spawn('sh', ['-c', endingWithStdin, 'sh', configPath], {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
      env,
    });
    const died = once(child, 'exit').then(() => false);
    const listens = answers(port, child);
    if (!(await Promise.race([died, listens]))) throw new Error(`smbd ended; see ${join(home, 'log')}`);
  };
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    signalGroup(child, signal);
    await ended;
    // Sessions may outlive the process that took their connections.
    signalGroup(child, 'SIGKILL');
  };
  const endWithUs = () => signalGroup(child, 'SIGKILL');
  process.once('exit', endWithUs);
  const stop = async () => {
    process.off('exit', endWithUs);
    await end('SIGKILL');
    await rm(home, {recursive: true, force: true});
  };

  try {
    await launch();
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url: `smb://${encodeURIComponent(user)}@127.0.0.1:${port}/nas`,
    password,
    shareFolder,
    sessions: () => sessionsOf(child),
    kill: () => end('SIGKILL'),
    restart: async () => {
      await end('SIGKILL');
      await launch();
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

/** Becomes smbd, beside a watcher that ends the group. Its stdin is not ours: smbd would serve it as a connection. */
const endingWithStdin = `
  exec 3<&0
  (cat <&3 >/dev/null; kill -KILL 0) &
  exec smbd --foreground --no-process-group -s "$1" </dev/null 3<&-`;

function configOf(home: string, share: string, user: string, port: number, security: SmbServerOptions['security']) {
  return `[global]
  server role = standalone server
  security = user
  map to guest = never
  interfaces = lo 127.0.0.1/8
  bind interfaces only = yes
  smb ports = ${port}
  disable netbios = yes
  load printers = no
  printing = bsd
  printcap name = /dev/null
  disable spoolss = yes
  private dir = ${home}/private
  state directory = ${home}/state
  cache directory = ${home}/cache
  lock directory = ${home}/lock
  pid directory = ${home}/pid
  ncalrpc dir = ${home}/ncalrpc
  passdb backend = tdbsam:${home}/private/passdb.tdb
  log file = ${home}/log/log.%m
  server min protocol = SMB2_10
  server max protocol = SMB3_11
  ${security === 'signing' ? 'server signing = mandatory' : 'server smb encrypt = required'}
  ntlm auth = ntlmv2-only
  unix extensions = no
[nas]
  path = ${share}
  read only = no
  valid users = ${user}
  force user = ${user}
`;
}

function addUser(configPath: string, user: string): void {
  const [program, ...words] =
    process.getuid?.() === 0
      ? ['smbpasswd', '-c', configPath, '-L', '-a', '-s', user]
      : ['pdbedit', '-s', configPath, '-a', '-t', '-u', user];
  const {status, stderr} = spawnSync(program, words, {input: `${password}\n${password}\n`, encoding: 'utf8', env});
  if (status !== 0) throw new Error(`${program}: ${stderr}`);
}

/** Waits until something listens on the port, as long as the process lives. */
async function answers(port: number, child: ChildProcess): Promise<boolean> {
  while (child.exitCode === null && child.signalCode === null) {
    const socket = connect(port, '127.0.0.1');
    const isOpen = await Promise.race([
      once(socket, 'connect').then(() => true),
      once(socket, 'error').then(() => false),
    ]).catch(() => false);
    socket.destroy();
    if (isOpen) return true;
    await pause(50);
  }
  return false;
}

/** Its children but the watcher and those that clean up and tell of changes. */
async function sessionsOf(child: ChildProcess): Promise<readonly number[]> {
  const children = await readFile(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8');
  const names = await Promise.all(
    children
      .split(' ')
      .filter(Boolean)
      .map(async (pid) => [Number(pid), await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '')] as const),
  );
  return names.filter(([, name]) => /^smbd(\[|\n)/.test(name)).map(([pid]) => pid);
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const {port} = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
