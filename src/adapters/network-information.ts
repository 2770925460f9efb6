import type {Connection} from '../queue/ports.ts';

/** As far as we read it (https://wicg.github.io/netinfo/); `type` is there in Chrome on Android and ChromeOS only. */
interface NetworkInformation extends EventTarget {
  readonly type?: string;
  /** In Chromium, everywhere. */
  readonly saveData?: boolean;
}

/** The browser's own word on the kind of network: it decides what may cost money, never whether a server answers. */
export const networkInformation: Connection = {
  get isMobile() {
    return information()?.type === 'cellular';
  },
  get savesData() {
    return information()?.saveData === true;
  },
  listen(onChange) {
    const listened = information();
    listened?.addEventListener('change', onChange);
    return () => listened?.removeEventListener('change', onChange);
  },
};

function information(): NetworkInformation | undefined {
  // Not in the library's types; where it is missing it is undefined.
  return (navigator as {readonly connection?: NetworkInformation}).connection;
}
