import type {Deck} from '../deck.ts';
import {parseDeck} from '../read-deck.ts';
import {DrawnSlides} from './drawn-slides.ts';
import {byId, nameElements} from './elements.ts';
import {framePort, type Around} from './around.ts';
import {ImageSlides} from './image-slides.ts';
import {AddressPlace, FramedPlace} from './place.ts';
import {Player} from './player.ts';
import './player.css';
import {besidePage, ThroughPort} from './resources.ts';
import {type Texts, textsIn} from './texts.ts';

void start();

async function start(): Promise<void> {
  const around = await framePort();
  const {lang, texts} = textsIn(around?.lang ?? navigator.language);
  document.documentElement.lang = lang;
  nameElements(texts);
  document.body.classList.toggle('framed', around !== undefined);
  const deck = parseDeck(document.getElementById('carryon-deck')?.textContent ?? '');
  if (!deck) return say(texts.broken);
  document.title = deck.title;
  byId('title', HTMLElement).textContent = deck.title;
  if (!deck.embedded && deck.slides.length === 0) return say(texts.noSlides);
  try {
    await play(deck, around, texts);
  } catch {
    say(texts.notDrawn);
  }
}

async function play(deck: Deck, around: Around | undefined, texts: Texts): Promise<void> {
  const resources = around ? new ThroughPort(around.port) : besidePage;
  if (deck.embedded) say(texts.opening);
  const slides = deck.embedded
    ? await DrawnSlides.open(deck.embedded, resources)
    : new ImageSlides(deck, resources, texts);
  say(undefined);
  const place = around
    ? new FramedPlace((index) => around.port.postMessage({type: 'at', slide: index + 1, of: slides.count}))
    : new AddressPlace();
  await new Player(slides, texts, place, around?.port).start();
}

/** Says something in the place of slides. */
function say(text: string | undefined): void {
  document.body.classList.toggle('empty', text !== undefined);
  const message = document.createElement('p');
  message.className = 'message';
  message.role = 'status';
  message.append(text ?? '');
  byId('stage', HTMLElement).replaceChildren(...(text === undefined ? [] : [message]));
}
