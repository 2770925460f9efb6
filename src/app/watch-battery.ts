/** As far as we read it (https://www.w3.org/TR/battery-status/): in Chromium only, and in windows only. */
interface Battery extends EventTarget {
  readonly charging: boolean;
  /** 0–1. */
  readonly level: number;
}

const lowLevel = 0.2;

/**
 * Says whether this device is on a battery that is low and not being charged, now and whenever that may have changed.
 * Never where the browser does not tell.
 *
 * @returns A function that stops it.
 */
export function watchBattery(onPower: (isLow: boolean) => void): () => void {
  const stopped = new AbortController();
  const {signal} = stopped;
  const watch = (battery: Battery) => {
    const tell = () => onPower(!battery.charging && battery.level < lowLevel);
    if (signal.aborted) return;
    for (const change of ['levelchange', 'chargingchange']) battery.addEventListener(change, tell, {signal});
    tell();
  };
  // Not in the library's types; where it is missing or refused nothing is told.
  const {getBattery} = navigator as {getBattery?: () => Promise<Battery>};
  void getBattery?.call(navigator).then(watch, () => undefined);
  return () => stopped.abort();
}
