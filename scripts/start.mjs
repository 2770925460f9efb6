// npm start: builds if needed, then runs the gateway in this very process, so that signals to npm reach it.
import {buildIfChanged} from './build.mjs';

try {
  await buildIfChanged();
} catch {
  // The builder has said why.
  process.exit(1);
}
/** @type {{start: () => Promise<void>}} */
const {start} = await import(new URL('../dist/gateway/main.js', import.meta.url).href);
await start();
