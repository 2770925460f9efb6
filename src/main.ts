import {createApp} from './app.ts';
import {mountPage} from './components/mount-page.ts';
import {forgetToken, takeToken} from './components/token.ts';
import {JobsStore} from './store/jobs-store.ts';
import {registerUpdates} from './updates.ts';

// Before anything else, so that the token is in the address bar for no longer than it must.
const token = takeToken(location, history, sessionStorage);
/** Where the page is served from is where its backend is, until somebody signs in elsewhere. */
const homeUrl = new URL('.', location.href).href.replace(/\/$/, '');

let update = () => location.reload();
const app = await createApp({onOutdated: () => void mounted.then(offerUpdate)});
Object.assign(window, {app});

const mounted = mountPage(new JobsStore(app), homeUrl);
const page = await mounted;
page.addEventListener('shell-request', ({request}) => {
  if (request === 'update') update();
});
if (token !== undefined) {
  void page.signIn(homeUrl, token).then((outcome) => {
    // A page that is left takes its requests with it: nobody has said anything of the token.
    if (outcome !== 'unanswered') forgetToken(sessionStorage);
  });
}

const registered = await registerUpdates({
  url: new URL('sw.js', homeUrl + '/'),
  onWaiting: (apply) => {
    update = apply;
    offerUpdate();
  },
});
if (!registered.ok && registered.reason === 'refused') reportError(registered.cause);

/** A notice, never a reload by itself: it waits for the person. */
function offerUpdate(): void {
  page.updateReady = true;
}
