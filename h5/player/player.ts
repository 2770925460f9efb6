import type {Ask} from './around.ts';
import {byId} from './elements.ts';
import {mark} from './find.ts';
import {FullScreen} from './full-screen.ts';
import {Gallery} from './gallery.ts';
import {allowedLink} from './image-slides.ts';
import {type Command, commandOf} from './keys.ts';
import {indexIn, type Place} from './place.ts';
import {Paper} from './paper.ts';
import {SearchPanel} from './search-panel.ts';
import {GoEvent, type Slides, type Target} from './slides.ts';
import {Stage} from './stage.ts';
import {onSwipe} from './swipe.ts';
import type {Texts} from './texts.ts';

/** Plays a deck: keeps which slide is shown, and obeys keys, buttons, fingers and the page around. */
export class Player {
  readonly #slides: Slides;
  readonly #texts: Texts;
  readonly #place: Place;
  readonly #port: MessagePort | undefined;
  readonly #stage: Stage;
  readonly #search: SearchPanel;
  readonly #fullScreen: FullScreen;
  readonly #paper: Paper;
  readonly #notes = byId('notes', HTMLElement);
  readonly #overview = byId('overview', HTMLDialogElement);
  readonly #page = byId('page', HTMLInputElement);
  readonly #live = byId('live', HTMLElement);
  readonly #progress = byId('progress', HTMLProgressElement);
  readonly #previous = byId('previous', HTMLButtonElement);
  readonly #next = byId('next', HTMLButtonElement);
  #thumbnails: Gallery | undefined;
  #grid: Gallery | undefined;
  #index = 0;
  #pattern: RegExp | undefined;

  constructor(slides: Slides, texts: Texts, place: Place, port: MessagePort | undefined) {
    this.#slides = slides;
    this.#texts = texts;
    this.#place = place;
    this.#port = port;
    document.documentElement.style.setProperty('--slide-width', `${slides.width}px`);
    document.documentElement.style.setProperty('--slide-height', `${slides.height}px`);
    this.#stage = new Stage(byId('stage', HTMLElement), slides, texts);
    this.#fullScreen = new FullScreen(port);
    this.#paper = new Paper(slides);
    this.#search = new SearchPanel(slides, texts, (pattern, slide) => this.#look(pattern, slide));
    byId('of', HTMLElement).textContent = `/ ${slides.count}`;
    this.#page.style.setProperty('--digits', `${`${slides.count}`.length}ch`);
    this.#listen();
  }

  /** Shows the first slide, and then what is around it. */
  async start(): Promise<void> {
    await this.show(Math.min(this.#place.index, this.#slides.count - 1), 'step');
    this.#thumbnails = new Gallery(byId('thumbnails', HTMLElement), this.#slides, (index) => {
      void this.show(index, 'jump');
    });
    this.#thumbnails.mark(this.#index);
    this.#place.listen((index) => void this.show(index, 'step'));
    if (document.activeElement === document.body) byId('stage', HTMLElement).focus();
  }

  async show(wanted: number, kind: 'step' | 'jump'): Promise<void> {
    const index = Math.max(0, Math.min(this.#slides.count - 1, wanted));
    this.#index = index;
    this.#place.note(index, kind);
    this.#page.value = `${index + 1}`;
    this.#previous.disabled = index === 0;
    this.#next.disabled = index === this.#slides.count - 1;
    this.#progress.value = (index + 1) / this.#slides.count;
    this.#thumbnails?.mark(index);
    this.#notes.textContent = this.#slides.notes(index) || this.#texts.noNotes;
    this.#notes.classList.toggle('none', !this.#slides.notes(index));
    const slide = await this.#stage.show(index);
    if (index !== this.#index) return;
    if (slide) mark(slide, this.#pattern);
    this.#live.textContent = this.#texts.slideOf(index + 1, this.#slides.count, this.#slides.title(index));
  }

  #obey(command: Command): void {
    switch (command) {
      case 'next':
        return void this.show(this.#index + 1, 'step');
      case 'previous':
        return void this.show(this.#index - 1, 'step');
      case 'first':
        return void this.show(0, 'jump');
      case 'last':
        return void this.show(this.#slides.count - 1, 'jump');
      case 'full':
        return this.#fullScreen.toggle();
      case 'overview':
        return this.#openOverview();
      case 'goTo':
        this.#page.focus();
        return this.#page.select();
      case 'notes':
        return this.#toggleNotes();
      case 'search':
        return this.#search.open();
      case 'print':
        return void this.#paper.print();
      case 'leave':
        return this.#leave();
    }
  }

  /** One thing at a time: what was opened last is left first. */
  #leave(): void {
    if (this.#search.isOpen || this.#pattern) this.#closeSearch();
    else if (this.#fullScreen.isOn) this.#fullScreen.toggle();
    else if (!this.#notes.hidden) this.#toggleNotes();
    else this.#port?.postMessage({type: 'close'});
  }

  #openOverview(): void {
    if (this.#overview.open) return this.#overview.close();
    this.#overview.showModal();
    this.#grid ??= new Gallery(this.#overview, this.#slides, (index) => {
      this.#overview.close();
      void this.show(index, 'jump');
    });
    this.#grid.mark(this.#index);
    this.#grid.focus(this.#index);
  }

  #toggleNotes(): void {
    this.#notes.hidden = !this.#notes.hidden;
    byId('notes-button', HTMLElement).ariaPressed = `${!this.#notes.hidden}`;
  }

  #closeSearch(): void {
    this.#search.close();
    byId('stage', HTMLElement).focus();
  }

  #look(pattern: RegExp | undefined, slide: number | undefined): void {
    this.#pattern = pattern;
    void this.show(slide ?? this.#index, slide === undefined ? 'step' : 'jump');
  }

  #listen(): void {
    const buttons = {
      'search-button': 'search',
      'notes-button': 'notes',
      'overview-button': 'overview',
      'print-button': 'print',
      'full-button': 'full',
      previous: 'previous',
      next: 'next',
    } as const satisfies Readonly<Record<string, Command>>;
    for (const [id, command] of Object.entries(buttons)) {
      byId(id, HTMLButtonElement).addEventListener('click', () => this.#obey(command));
    }
    byId('search-close', HTMLButtonElement).addEventListener('click', () => this.#closeSearch());
    this.#page.addEventListener('change', () => {
      const number = Number(this.#page.value);
      void this.show(Number.isInteger(number) && number > 0 ? number - 1 : this.#index, 'jump');
      byId('stage', HTMLElement).focus();
    });
    this.#page.addEventListener('focus', () => this.#page.select());
    addEventListener('keydown', (event) => this.#key(event));
    const stage = byId('stage', HTMLElement);
    onSwipe(stage, (direction) => this.#obey(direction));
    stage.addEventListener('click', (event) => this.#click(event));
    stage.addEventListener(GoEvent.type, (event) => {
      if (event instanceof GoEvent) this.#go(event.goal);
    });
    this.#port?.addEventListener('message', ({data}: MessageEvent<Partial<Ask>>) => {
      if (data.type === 'do' && data.command) this.#obey(data.command);
    });
  }

  /** Links within the deck are steps of ours; a click beside anything else goes on, where a slide fills the screen. */
  #click(event: MouseEvent): void {
    const target = event.target instanceof Element ? event.target : undefined;
    const link = target?.closest('a[href]');
    if (link) {
      event.preventDefault();
      const href = link.getAttribute('href') ?? '';
      const slide = indexIn(href);
      this.#go(slide === undefined ? {href} : {slide});
    } else if (this.#fullScreen.isOn && !target?.closest('video, audio') && getSelection()?.isCollapsed) {
      this.#obey('next');
    }
  }

  #go(target: Target): void {
    if ('slide' in target) void this.show(target.slide, 'jump');
    else if (!allowedLink.test(target.href)) return;
    // A sandboxed page opens no others.
    else if (this.#port) this.#port.postMessage({type: 'open', href: target.href});
    else open(target.href, '_blank', 'noopener,noreferrer');
  }

  #key(event: KeyboardEvent): void {
    const command = commandOf(event);
    if (!command || isTheirs(event, command)) return;
    // A sandboxed page prints nothing by itself; the browser prints the slide that is shown.
    if (this.#port && command === 'print') return;
    if (this.#overview.open) {
      if (this.#grid?.move(event.key)) event.preventDefault();
      else if (command === 'overview') this.#overview.close();
      return;
    }
    event.preventDefault();
    this.#obey(command);
  }
}

/** In notes that are longer than their place. */
const scrollKeys: ReadonlySet<string> = new Set(['ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Home', 'End', ' ']);

/** Whether the element with the focus wants a key for itself. */
function isTheirs({target, key}: KeyboardEvent, command: Command): boolean {
  if (!(target instanceof Element) || command === 'leave') return false;
  if (target.closest('video, audio')) return true;
  if (target.closest('#notes')) return scrollKeys.has(key);
  if (target.closest('input')) return command !== 'search' || key === '/';
  return key === ' ' && target.closest('button, a') !== null;
}
