import {ConfigError, readConfig} from './config.ts';
import {openDataFolder} from './data-folder.ts';
import {lockFolder} from './folder-lock.ts';
import {filesBeside, startGateway} from './server.ts';
import type {Gateway, Tools} from './server.ts';

const longestEndMs = 3000;

/**
 * Starts the gateway in this process: reads the environment, prints where it is, and ends on SIGTERM or SIGINT with
 * exit code 0 (CONTRACT 1). What keeps it from starting is said in one line, exit code 1.
 */
export async function start(tools: Partial<Tools> = {}): Promise<void> {
  try {
    const config = readConfig(process.env);
    const {root} = await openDataFolder(config.dataFolder);
    if ((await lockFolder(root)) === undefined) throw new ConfigError(`another gateway works on ${root}`);
    const gateway = await startGateway(config, filesBeside(import.meta.dirname), tools);
    endOnSignals(gateway);
    process.stdout.write(`Carryon is at ${gateway.url}\n`);
    await gateway.recordsReady.catch((error: unknown) => fail(`its records cannot be opened: ${describe(error)}`));
  } catch (error) {
    fail(describe(error));
  }
}

/**
 * Ends without closing the records: that writes out much, blocks, and saves nothing. A database that was killed opens
 * as well.
 */
function endOnSignals({endRequests, log}: Gateway): void {
  const end = () => {
    // Whatever still hangs by then has nothing left to save.
    setTimeout(() => process.exit(0), longestEndMs).unref();
    endRequests().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({err: error}, 'the gateway did not close cleanly');
        process.exit(0);
      },
    );
  };
  process.once('SIGTERM', end).once('SIGINT', end);
  process.on('unhandledRejection', (error) => log.error({err: error}, 'a promise failed that nobody waited for'));
  process.on('uncaughtException', (error) => {
    log.fatal({err: error}, 'the gateway failed');
    process.exit(1);
  });
}

function describe(error: unknown): string {
  const {code, message} = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') return `port ${process.env['PORT'] ?? '8080'} is taken; choose another with PORT=…`;
  return message.split('\n')[0] ?? 'unknown';
}

function fail(line: string): never {
  process.stderr.write(`Carryon did not start: ${line}\n`);
  process.exit(1);
}
