import sansUrl from 'subset-fonts/sans.woff2?url';

/** Hands the reader a file. */
export function saveFile(name: string, data: BlobPart, type: string): void {
  const url = URL.createObjectURL(new Blob([data], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The download reads the URL after this turn.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** What can be saved as a picture: one SVG, or whatever holds SVGs, canvases and words. */
export type Drawing = SVGSVGElement | HTMLElement;

const SVG = 'http://www.w3.org/2000/svg';
const TYPE = ['font-family', 'font-size', 'font-weight', 'font-variant-numeric'];
const PAINT = [
  'fill',
  'stroke',
  'stroke-width',
  'stroke-linecap',
  'stroke-linejoin',
  'stroke-dasharray',
  'stroke-dashoffset',
  'vector-effect',
  'opacity',
  ...TYPE,
  'text-anchor',
  'dominant-baseline',
];

/** A picture as a file that stands alone: the page's colours and type written into every mark, on the page's ground. */
export async function standaloneSvg(drawing: Drawing): Promise<string> {
  const picture = drawing instanceof SVGSVGElement ? copyOf(drawing) : composed(drawing);
  const ground = document.createElementNS(SVG, 'rect');
  const { x, y, width, height } = picture.viewBox.baseVal;
  set(ground, { x, y, width, height, fill: getComputedStyle(document.body).backgroundColor });
  picture.prepend(ground);
  set(picture, { xmlns: SVG, width: width * 2, height: height * 2 });
  const sheet = document.createElementNS(SVG, 'style');
  sheet.textContent = `@font-face{font-family:"Source Sans 3 Variable";font-weight:400 600;src:url(${await dataUrl(sansUrl)})}`;
  picture.prepend(sheet);
  return new XMLSerializer().serializeToString(picture);
}

/** The typeface as data: words stand where its widths put them, and in another one run into each other. */
async function dataUrl(url: string): Promise<string> {
  const bytes = new Uint8Array(await (await fetch(url)).arrayBuffer());
  return `data:font/woff2;base64,${btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))}`;
}

/** The same picture as PNG, four pixels a unit. */
export async function pngOf(drawing: Drawing): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(await standaloneSvg(drawing))}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = image.naturalWidth * 2;
  canvas.height = image.naturalHeight * 2;
  canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('the picture could not be drawn'))), 'image/png'),
  );
}

function set(element: Element, attributes: Record<string, string | number>): void {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
}

/** An SVG with its styles written into it. */
function copyOf(svg: SVGSVGElement): SVGSVGElement {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const [from, to] = [svg.querySelectorAll('*'), copy.querySelectorAll('*')];
  from.forEach((element, i) => {
    const style = getComputedStyle(element);
    to[i]!.setAttribute('style', PAINT.map((name) => `${name}:${style.getPropertyValue(name)}`).join(';'));
    to[i]!.removeAttribute('class');
  });
  copy.removeAttribute('class');
  return copy;
}

/** What a part of the page shows, as one SVG: its drawings, images and words where they stand. */
function composed(root: HTMLElement): SVGSVGElement {
  const box = root.getBoundingClientRect();
  const picture = document.createElementNS(SVG, 'svg');
  set(picture, { viewBox: `-8 -8 ${Math.ceil(box.width) + 16} ${Math.ceil(box.height) + 16}` });
  if (root.getAttribute('aria-label')) set(picture, { role: 'img', 'aria-label': root.getAttribute('aria-label')! });
  const place = (element: Element) => {
    const { left, top, width, height } = element.getBoundingClientRect();
    return { x: left - box.left, y: top - box.top, width, height };
  };
  const walk = (element: Element): void => {
    const style = getComputedStyle(element);
    if (
      style.visibility === 'hidden' ||
      style.display === 'none' ||
      style.opacity === '0' ||
      element.matches('.hidden-text, input, button')
    )
      return;
    if (element instanceof SVGSVGElement) {
      const copy = copyOf(element);
      set(copy, { ...place(element), overflow: style.overflow });
      copy.removeAttribute('style');
      picture.append(copy);
    } else if (element instanceof HTMLCanvasElement) {
      const image = document.createElementNS(SVG, 'image');
      set(image, { ...place(element), href: element.toDataURL(), preserveAspectRatio: 'none', style: 'image-rendering:pixelated' });
      picture.append(image);
    } else if (element.matches('i:empty')) {
      picture.append(key(place(element), style));
    } else {
      for (const child of element.childNodes) if (child instanceof Text) write(child, style);
      for (const child of element.children) walk(child);
    }
  };
  const write = (node: Text, style: CSSStyleDeclaration): void => {
    const range = document.createRange();
    let line: SVGTextElement | undefined;
    let lineTop = NaN;
    // No-break spaces hold words together.
    for (const { index, 0: word } of node.data.matchAll(/[^ \n\t]+/g)) {
      range.setStart(node, index);
      range.setEnd(node, index + word.length);
      const { left, top, height } = range.getBoundingClientRect();
      if (line && top === lineTop) line.textContent += ` ${word}`;
      else {
        line = document.createElementNS(SVG, 'text');
        const type = TYPE.map((name) => `${name}:${style.getPropertyValue(name)}`).join(';');
        set(line, { x: left - box.left, y: top - box.top + height * 0.78, style: `fill:${style.color};${type}` });
        line.textContent = word;
        picture.append(line);
      }
      lineTop = top;
    }
  };
  walk(root);
  return picture;
}

/** What stands before a name and says which line or dot it means. */
function key({ x, y, width, height }: Record<'x' | 'y' | 'width' | 'height', number>, style: CSSStyleDeclaration): SVGElement {
  const thick = parseFloat(style.borderTopWidth);
  const paint = `stroke:${style.borderTopColor};stroke-width:${thick}`;
  if (style.borderRadius !== '0px') {
    const dot = document.createElementNS(SVG, 'circle');
    set(dot, { cx: x + width / 2, cy: y + height / 2, r: (width - thick) / 2, style: `${paint};fill:${style.backgroundColor}` });
    return dot;
  }
  const line = document.createElementNS(SVG, 'line');
  const dashes = style.borderTopStyle === 'dashed' ? ';stroke-dasharray:5 2' : '';
  set(line, { x1: x, x2: x + width, y1: y + thick / 2, y2: y + thick / 2, style: paint + dashes });
  return line;
}
