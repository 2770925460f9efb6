import type {Settings} from '../app-api.ts';
import type {EngineSettings} from '../queue/ports.ts';

/** The settings that host pages see and change. */
export function publicSettings({
  concurrency,
  uploadBytesPerSecond,
  onlyOnWifi,
  saver,
  severalSizes,
}: EngineSettings): Settings {
  return {concurrency, uploadBytesPerSecond, onlyOnWifi, saver, severalSizes};
}

/**
 * The settings after a change.
 *
 * @throws Error that says what is wrong with it.
 */
export function checkedSettings(change: Partial<Settings>, known: EngineSettings): Settings {
  const settings = {...publicSettings(known), ...change, concurrency: {...known.concurrency, ...change.concurrency}};
  const {concurrency, uploadBytesPerSecond, onlyOnWifi, saver, severalSizes} = settings;
  for (const [kind, jobs] of Object.entries(concurrency)) {
    if (!Number.isInteger(jobs) || jobs < 1 || jobs > 20)
      throw new Error(`Concurrency of ${kind}: a number from 1 to 20.`);
  }
  if (!Number.isFinite(uploadBytesPerSecond) || uploadBytesPerSecond < 0) {
    throw new Error('uploadBytesPerSecond: a number of bytes, or 0 for no limit.');
  }
  for (const name of ['onlyOnWifi', 'saver', 'severalSizes'] as const) {
    if (typeof settings[name] !== 'boolean') throw new Error(`${name}: true or false.`);
  }
  return {concurrency, uploadBytesPerSecond, onlyOnWifi, saver, severalSizes};
}
