import {start as startGateway} from '../main.ts';
import {scriptedDecks} from './scripted-decks.ts';

/** The gateway as it is, but for what it converts with. */
export const start = () => startGateway(scriptedDecks());
