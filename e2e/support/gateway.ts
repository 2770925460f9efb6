import {spawn, type ChildProcess} from 'node:child_process';
import {once} from 'node:events';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {pathToFileURL} from 'node:url';

const builtFolder = join(import.meta.dirname, '..', '..', 'dist');
const startLimitMs = 30_000;

export interface GatewayOptions {
  /** `alice=secret1,bob=secret2`; the first user's token is the one in `startUrl`. */
  readonly tokens?: string;
  /** Its own folder for a NAS; without, none answers, and all goes by internet. */
  readonly nas?: boolean;
  /** Further variables of CONTRACT 1. */
  readonly env?: Readonly<Record<string, string>>;
  /** Another build than this checkout's. */
  readonly dist?: string;
}

/**
 * Starts the built gateway as a process of its own, with an empty data folder, on a free port of loopback.
 * Retry waits are a hundredth of real ones.
 */
export async function startGateway({
  tokens = 'alice=alice-token',
  nas = false,
  env = {},
  dist = builtFolder,
}: GatewayOptions = {}): Promise<Gateway> {
  const dataDir = await mkdtemp(join(tmpdir(), 'carryon-data-'));
  const nasUrl = nas ? '' : pathToFileURL(join(dataDir, 'no-nas')).href;
  const own = {CARRYON_TOKENS: tokens, CARRYON_BACKOFF_SCALE: '0.01', CARRYON_NAS: nasUrl};
  const gateway = new Gateway(dataDir, dist, {...own, ...env});
  await gateway.start();
  return gateway;
}

/** A real gateway, whose process can be killed and started again on the same port and data. */
export class Gateway {
  readonly dataDir: string;
  readonly token: string;
  readonly #dist: string;
  readonly #env: Readonly<Record<string, string>>;
  #process: ChildProcess | undefined;
  #startUrl = new URL('http://localhost');
  #errors = '';

  constructor(dataDir: string, dist: string, env: Readonly<Record<string, string>>) {
    this.dataDir = dataDir;
    this.#dist = dist;
    this.#env = env;
    this.token = env['CARRYON_TOKENS']?.split(',')[0]?.split('=')[1] ?? '';
  }

  /** `http://localhost:<port>`, without a slash at its end. */
  get url(): string {
    return this.#startUrl.origin;
  }

  /** The URL it printed, with the first user's token. */
  get startUrl(): string {
    return this.#startUrl.href;
  }

  get port(): number {
    return Number(this.#startUrl.port);
  }

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** What it wrote to stderr: its log, one JSON object a line. */
  get errors(): string {
    return this.#errors;
  }

  /** Starts it; after {@link kill}, on the port it had. Settles once it listens. */
  async start(): Promise<void> {
    const main = pathToFileURL(join(this.#dist, 'gateway', 'main.js')).href;
    // It ends with us, even if we are killed.
    const script = `process.on('disconnect', () => process.exit());
      const {start} = await import(${JSON.stringify(main)}); await start();`;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
      env: {...process.env, PORT: this.#startUrl.port || '0', CARRYON_DATA: this.dataDir, ...this.#env},
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.#process = child;
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.#errors += text));
    this.#startUrl = new URL(await this.#printedUrl(child));
  }

  /** Ends its process, by default as a power cut would, and waits until it is gone. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  }

  /**
   * Ends it for good and removes its data.
   *
   * @throws Error with what it wrote to stderr, if it had ended by itself.
   */
  async close(): Promise<void> {
    const {exitCode = null, signalCode = null} = this.#process ?? {};
    await this.kill();
    await rm(this.dataDir, {recursive: true, force: true, maxRetries: 3});
    const end = signalCode ?? exitCode;
    if (end !== null) throw new Error(`The gateway had ended by itself (${end}): ${this.#errors}`);
  }

  async #printedUrl(child: ChildProcess): Promise<string> {
    if (child.stdout === null) throw new Error('The gateway has no stdout.');
    const timer = setTimeout(() => child.kill('SIGKILL'), startLimitMs);
    try {
      for await (const line of createInterface({input: child.stdout})) {
        const url = /^Carryon is at (\S+)/.exec(line)?.[1];
        if (url !== undefined) return url;
      }
    } finally {
      clearTimeout(timer);
      // Read on, so that a full pipe never holds it up.
      child.stdout.resume();
    }
    throw new Error(`The gateway ended before it listened: ${this.#errors}`);
  }
}
