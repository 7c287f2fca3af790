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
  'font-family',
  'font-size',
  'font-weight',
  'text-anchor',
  'dominant-baseline',
];

/** A picture as a file that stands alone: the page's colours and type written into every mark, on the page's ground. */
export function standaloneSvg(drawing: Drawing): string {
  const picture = drawing instanceof SVGSVGElement ? copyOf(drawing) : composed(drawing);
  const ground = document.createElementNS(SVG, 'rect');
  const { x, y, width, height } = picture.viewBox.baseVal;
  set(ground, { x, y, width, height, fill: getComputedStyle(document.body).backgroundColor });
  picture.prepend(ground);
  set(picture, { xmlns: SVG, width: width * 2, height: height * 2 });
  return new XMLSerializer().serializeToString(picture);
}

/** The same picture as PNG, four pixels a unit. */
export async function pngOf(drawing: Drawing): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(standaloneSvg(drawing))}`;
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
    } else {
      for (const child of element.childNodes) if (child instanceof Text) write(child, style);
      for (const child of element.children) walk(child);
    }
  };
  const write = (node: Text, style: CSSStyleDeclaration): void => {
    const words = node.data.replace(/\s+/g, ' ').trim();
    if (!words) return;
    const range = document.createRange();
    range.selectNodeContents(node);
    const { left, top, height } = range.getBoundingClientRect();
    const text = document.createElementNS(SVG, 'text');
    set(text, { x: left - box.left, y: top - box.top + height * 0.78 });
    set(text, { style: `fill:${style.color};font-family:${style.fontFamily};font-size:${style.fontSize};font-weight:${style.fontWeight}` });
    text.textContent = words;
    picture.append(text);
  };
  walk(root);
  return picture;
}
