import {createApp} from './app.ts';
import {mountPage} from './components/mount-page.ts';
import {takeToken} from './components/token.ts';
import {JobsStore} from './store/jobs-store.ts';
import {registerUpdates} from './updates.ts';

// Before anything else, so that the token is in the address bar for no longer than it must.
const token = takeToken(location, history);
/** Where the page is served from is where its backend is, until somebody signs in elsewhere. */
const homeUrl = new URL('.', location.href).href.replace(/\/$/, '');

const app = await createApp({onOutdated: () => location.reload()});
Object.assign(window, {app});

const page = await mountPage(new JobsStore(app), homeUrl);
if (token !== undefined) void page.signIn(homeUrl, token);

const registered = await registerUpdates({
  url: new URL('sw.js', homeUrl + '/'),
  onWaiting: (apply) => {
    page.updateReady = true;
    page.addEventListener('shell-request', ({request}) => {
      if (request === 'update') apply();
    });
  },
});
if (!registered.ok && registered.reason === 'refused') reportError(registered.cause);
