import type {Channel} from '../queue/channel.ts';
import type {ToEngineWorker} from '../worker-protocol.ts';

/** A visible window says so at this pace; the engine then watches the network even without work (SPEC G2). */
const visibleMs = 5_000;

export interface PageWatcher {
  readonly channel: Channel;
  readonly tell: (message: ToEngineWorker) => void;
  /** Nobody sees this window any more, and it may go without another word. */
  readonly onHidden: () => void;
}

/** Tells the engine what only a page knows: that it is seen, that the network may have changed, that it goes. */
export function watchPage({channel, tell, onHidden}: PageWatcher): () => void {
  const stopped = new AbortController();
  const {signal} = stopped;
  const sayVisible = () => {
    if (document.visibilityState === 'visible') channel.post({type: 'visible'});
  };
  const watchVisibility = () => {
    sayVisible();
    if (document.visibilityState === 'hidden') onHidden();
  };
  const timer = setInterval(sayVisible, visibleMs);
  signal.addEventListener('abort', () => clearInterval(timer));
  document.addEventListener('visibilitychange', watchVisibility, {signal});
  addEventListener('online', () => channel.post({type: 'probe'}), {signal});
  addEventListener('offline', () => channel.post({type: 'probe'}), {signal});
  addEventListener(
    'pagehide',
    () => {
      tell({type: 'leave'});
      onHidden();
    },
    {signal},
  );
  addEventListener(
    'pageshow',
    ({persisted}) => {
      if (persisted) tell({type: 'return'});
    },
    {signal},
  );
  sayVisible();
  return () => stopped.abort();
}
