import {createApp} from './app.ts';
import {registerUpdates} from './updates.ts';

// A bare host page: nothing but `window.app`, to be driven from outside (CONTRACT 6).
Object.assign(window, {app: await createApp()});

// Nobody is here to be asked: a new version comes with the next start.
const registered = await registerUpdates({url: new URL('sw.js', document.baseURI), onWaiting: () => undefined});
if (!registered.ok && registered.reason === 'refused') reportError(registered.cause);
