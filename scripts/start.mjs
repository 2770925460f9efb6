// npm start: builds if needed, then runs the gateway in this very process, so that signals to npm reach it.
import {buildIfChanged} from './build.mjs';

await buildIfChanged();
/** @type {{start: () => Promise<void>}} */
const {start} = await import(new URL('../dist/gateway/main.js', import.meta.url).href);
await start();
