import pptxgenjs from 'pptxgenjs';

// The package's types name a default export; its module is one to Node, and one with a default inside to bundlers.
const PptxGenJS = 'default' in pptxgenjs ? (pptxgenjs as unknown as {default: typeof pptxgenjs}).default : pptxgenjs;

/** 10 by 5.625 inches. */
export const deckSize = {width: 960, height: 540};

/** What the second slide of {@link makeDeck} says. */
export const slideText = 'A plain line of text, 第二页';

/** A `.pptx` of four slides with all that an H5 takes over; the third is hidden. */
export async function makeDeck(): Promise<Buffer> {
  const deck = new PptxGenJS();
  deck.defineSlideMaster({
    title: 'Titled',
    objects: [{placeholder: {options: {name: 'title', type: 'title', x: 0.5, y: 0.2, w: 9, h: 1}, text: ''}}],
  });
  const first = deck.addSlide({masterName: 'Titled'});
  first.addText('Quarterly <report> & more', {placeholder: 'title'});
  first.addNotes('Say hello.\n向大家问好。');
  first.addTable(
    [
      [{text: 'Quarter'}, {text: 'Sold'}],
      [{text: 'Q1'}, {text: '42'}],
    ],
    {x: 1, y: 2, w: 4},
  );
  first.addImage({data: `image/png;base64,${png.toString('base64')}`, x: 6, y: 2, w: 2, h: 2});

  const second = deck.addSlide();
  second.addText(slideText, {x: 1, y: 1, w: 8, h: 0.5, fontSize: 18});
  second.addText([{text: 'the web', options: {hyperlink: {url: 'https://example.org/?a=1&b=2'}}}], {
    x: 1,
    y: 2,
    w: 3,
    h: 0.5,
  });
  second.addText([{text: 'the end', options: {hyperlink: {slide: 4}}}], {x: 1, y: 3, w: 3, h: 0.5});
  second.addText([{text: 'a file', options: {hyperlink: {url: 'file:///etc/passwd'}}}], {x: 1, y: 4, w: 3, h: 0.5});

  const third = deck.addSlide();
  third.addText('Nobody sees this', {x: 1, y: 1, w: 8, h: 1});
  third.hidden = true;

  const fourth = deck.addSlide();
  fourth.addChart('bar', [{name: 'Sold', labels: ['Q1', 'Q2'], values: [3, 5]}], {x: 0.5, y: 0.5, w: 4, h: 3});
  fourth.addMedia({
    type: 'video',
    data: `video/mp4;base64,${film.toString('base64')}`,
    extn: 'mp4',
    x: 5,
    y: 1,
    w: 4,
    h: 2.25,
  });
  return write(deck);
}

/** A `.pptx` with as many slides of text, and a picture on each. */
export async function makeLongDeck(slides: number): Promise<Buffer> {
  const deck = new PptxGenJS();
  for (let at = 1; at <= slides; at += 1) {
    const slide = deck.addSlide();
    slide.addText(`Slide ${at}`, {x: 0.5, y: 0.2, w: 9, h: 0.8, fontSize: 32});
    const lines = Array.from({length: 8}, (_, line) => ({
      text: `Line ${line + 1} of slide ${at}`,
      options: {bullet: true},
    }));
    slide.addText(lines, {x: 0.5, y: 1.2, w: 5, h: 4, fontSize: 16});
    slide.addShape('ellipse', {x: 6, y: 1.5, w: 3, h: 3, fill: {color: at % 2 === 0 ? '3366CC' : 'CC6633'}});
  }
  return write(deck);
}

/** Not a film that plays: engines only carry it. */
export const film = Buffer.concat([Buffer.from('0000001c667479706d703432', 'hex'), Buffer.alloc(5000, 7)]);

/** A red pixel. */
export const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
);

async function write(deck: InstanceType<typeof PptxGenJS>): Promise<Buffer> {
  // Of this output type the library makes a Buffer.
  return (await deck.write({outputType: 'nodebuffer'})) as Buffer;
}
