/** An element of an XML file; names are without prefixes, attributes' with them. */
export interface Element {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly (Element | string)[];
}

/** A file that is not well-formed, is deeper or has more in it than any presentation, or declares entities. */
export class XmlError extends Error {
  override readonly name = 'XmlError';
}

const deepest = 200;
/** Tags, attributes, texts and comments: those of some 200,000 elements. A slide of a real deck has 5,000. */
const mostPieces = 600_000;
const mostAttributes = 1000;
const namedEntities = new Map(Object.entries({amp: '&', lt: '<', gt: '>', quot: '"', apos: "'"}));

const token =
  /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!\[CDATA\[([\s\S]*?)\]\]>|<\/([^\s>]+)\s*>|<([^\s/>!?]+)((?:\s+[^\s=/>]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|([^<]+)/y;
const attribute = /([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

/**
 * Reads an XML file as office programs write it. It has no DOCTYPE, so there are no entities to expand.
 *
 * @throws XmlError
 */
export function parseXml(xml: string): Element {
  const text = xml.replace(/\r\n?/g, '\n');
  const root = {name: '', attributes: noAttributes, children: [] as (Element | string)[]};
  const open = [root];
  const pattern = new RegExp(token);
  pattern.lastIndex = text.startsWith('\uFEFF') ? 1 : 0;
  for (let pieces = 1; pattern.lastIndex < text.length; pieces += 1) {
    const at = pattern.lastIndex;
    const [, data, closed, opened, attributes, isEmpty, characters] = pattern.exec(text) ?? [];
    if (pattern.lastIndex === 0) throw new XmlError(`not well-formed at ${at}`);
    const parent = open.at(-1) ?? root;
    if (data !== undefined) parent.children.push(data);
    else if (characters !== undefined) parent.children.push(decode(characters));
    else if (closed !== undefined) {
      if (parent === root || parent.name !== localName(closed)) throw new XmlError(`${closed} ends nothing`);
      open.pop();
    } else if (opened !== undefined) {
      const element = {name: localName(opened), attributes: readAttributes(attributes), children: []};
      parent.children.push(element);
      if (isEmpty !== '/') open.push(element);
      if (open.length > deepest) throw new XmlError('nested too deep');
      pieces += element.attributes.size;
    }
    if (pieces > mostPieces) throw new XmlError('more than a presentation has');
  }
  const [element] = root.children.filter((child) => typeof child !== 'string');
  if (element === undefined || open.length > 1) throw new XmlError('cut short');
  return element;
}

/** @returns The first child element on a path of names. */
export function childOf(element: Element | undefined, ...path: readonly string[]): Element | undefined {
  return path.reduce<Element | undefined>((parent, name) => parent && childrenOf(parent, name)[0], element);
}

export function childrenOf(element: Element, name?: string): readonly Element[] {
  return element.children.filter(
    (child) => typeof child !== 'string' && (name === undefined || child.name === name),
  ) as readonly Element[];
}

/** The outermost elements of a name under one, in order; what an old program would take instead (`mc:Fallback`) is left out. */
export function allUnder(element: Element, name: string): readonly Element[] {
  const found: Element[] = [];
  const look = (parent: Element) => {
    for (const child of childrenOf(parent)) {
      if (child.name === name) found.push(child);
      else if (child.name !== 'Fallback') look(child);
    }
  };
  look(element);
  return found;
}

export function textOf(element: Element): string {
  return element.children.map((child) => (typeof child === 'string' ? child : textOf(child))).join('');
}

const noAttributes: Element['attributes'] = new Map();

/** @throws XmlError when one is there twice. */
function readAttributes(text = ''): Element['attributes'] {
  if (text === '') return noAttributes;
  const attributes = new Map<string, string>();
  for (const [, name = '', inDouble, inSingle] of text.matchAll(attribute)) {
    if (attributes.has(name) || attributes.size >= mostAttributes) throw new XmlError(`${name} is one too many`);
    attributes.set(name, decode(inDouble ?? inSingle ?? ''));
  }
  return attributes;
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function decode(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w+));/gi, (whole, hex, decimal, name) => {
    if (name !== undefined) return namedEntities.get(name as string) ?? whole;
    const code = hex === undefined ? Number(decimal) : parseInt(hex as string, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : '\uFFFD';
  });
}
