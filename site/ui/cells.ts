/** A matrix as a picture of cells: pixels for a canvas, each cell's edges on whole ones, and bands for a page without scripts. */
import { cssColour, mix, share, type ColourScale, type Rgb } from './colour.ts';

export interface Cells {
  rows: number;
  columns: number;
  /** Row-major, [rows, columns]. */
  values: ArrayLike<number>;
  scale: ColourScale;
  /** Not 0 for the cells that carry a mark. */
  marked?: ArrayLike<number> | undefined;
}

/** A colour scale as 256 colours of cells, and the colour that a mark has on each. */
export interface Palette {
  cells: Uint32Array;
  marks: Uint32Array;
  ground: number;
}

/** From this many pixels a cell has a gap beside and below it. */
const GAP_FROM = 14;
/** A mark's side as a part of its cell's. */
const MARK = 0.25;

const packed = ([red, green, blue]: Rgb): number => new Uint32Array(new Uint8ClampedArray([red, green, blue, 255]).buffer)[0]!;
const luminance = ([red, green, blue]: Rgb): number =>
  [red, green, blue].reduce((sum, c, i) => sum + (c / 255) ** 2.2 * [0.2126, 0.7152, 0.0722][i]!, 0);
const contrast = (a: Rgb, b: Rgb): number => {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (high + 0.05) / (low + 0.05);
};

/** The colours of a ramp (colour.ts); marks take the page's ground or its ink, whichever stands out, softened a little. */
export function palette(ramp: Uint8ClampedArray, ground: Rgb, ink: Rgb): Palette {
  const colours = Array.from({ length: 256 }, (_, k): Rgb => [ramp[4 * k]!, ramp[4 * k + 1]!, ramp[4 * k + 2]!]);
  const markOn = (cell: Rgb) => mix(cell, contrast(cell, ground) > contrast(cell, ink) ? ground : ink, 0.85);
  return {
    cells: Uint32Array.from(colours, packed),
    marks: Uint32Array.from(colours, (cell) => packed(markOn(cell))),
    ground: packed(ground),
  };
}

/** Which of the palette's 256 colours a value has; -1 of none. */
function indexOf(value: number, scale: ColourScale): number {
  const t = share(value, scale);
  if (!Number.isFinite(t)) return -1;
  return Math.round(255 * (scale.kind === 'diverging' ? (t + 1) / 2 : t));
}

/** Where `count` cells of a stretch of `pixels` begin, and where the last one ends: whole pixels, a pixel apart at most from even. */
export function edges(count: number, pixels: number): Int32Array {
  return Int32Array.from({ length: count + 1 }, (_, i) => Math.round((i * pixels) / count));
}

/**
 * Paints a picture of so many pixels into `rgba` [4 width height], which may hold an older one: a picture that changes on
 * every frame needs no new memory. Loops over a dozen pixels are faster than calls of `fill`.
 */
export function paintCells(
  { rows, columns, values, scale, marked }: Cells,
  rgba: Uint8ClampedArray<ArrayBuffer>,
  width: number,
  height: number,
  colours: Palette,
): void {
  const image = new Uint32Array(rgba.buffer);
  const [lefts, tops] = [edges(columns, width), edges(rows, height)];
  const cell = Math.min(width / columns, height / rows);
  const gap = cell >= GAP_FROM ? 1 : 0;
  const mark = Math.max(1, Math.round(cell * MARK));
  const indices = new Int16Array(columns);
  for (let row = 0; row < rows; ++row) {
    const [top, bottom] = [tops[row]!, tops[row + 1]! - gap];
    // One line of pixels, the others are copies of it.
    const line = top * width;
    for (let column = 0; column < columns; ++column) {
      const index = (indices[column] = indexOf(values[row * columns + column]!, scale));
      const colour = index < 0 ? colours.ground : colours.cells[index]!;
      const [end, next] = [line + lefts[column + 1]! - gap, line + lefts[column + 1]!];
      let at = line + lefts[column]!;
      while (at < end) image[at++] = colour;
      while (at < next) image[at++] = colours.ground;
    }
    for (let y = top + 1; y < bottom; ++y) image.copyWithin(y * width, line, line + width);
    if (gap) image.fill(colours.ground, bottom * width, tops[row + 1]! * width);
    if (!marked) continue;
    const from = Math.round((top + bottom - mark) / 2);
    for (let column = 0; column < columns; ++column) {
      if (!marked[row * columns + column] || indices[column]! < 0) continue;
      const colour = colours.marks[indices[column]!]!;
      const left = Math.round((lefts[column]! + lefts[column + 1]! - gap - mark) / 2);
      for (let y = from; y < from + mark; ++y) for (let at = y * width + left, end = at + mark; at < end; ++at) image[at] = colour;
    }
  }
}

/** A stretch of cells in a row, each drawn as a stroke as high as a row; steps from stretch to stretch pack better than places. */
class Strokes {
  d = '';
  cells = 0;
  #end: [column: number, row: number] = [0, 0];

  add(column: number, row: number, cells: number): void {
    const [lastColumn, lastRow] = this.#end;
    this.d += `${this.d ? `m${column - lastColumn} ${row - lastRow}` : `M${column} ${row}`}h${cells}`;
    this.#end = [column + cells, row];
    this.cells += cells;
  }
}

/**
 * The same as SVG paths in a box of columns by rows, of so many levels to a sign: `ground` is the commonest colour, for the
 * whole of it, then one path a colour and one of marks, each to be stroked through the middle of its rows.
 */
export function cellBands(
  { rows, columns, values, scale, marked }: Cells,
  levels = 8,
): { ground: string; bands: { colour: string; d: string }[]; marks: string } {
  const colours = new Map<string, Strokes>();
  const size = scale.kind === 'diverging' ? scale.limit : scale.to - scale.from;
  const base = scale.kind === 'diverging' ? 0 : scale.from;
  const colourAt = (row: number, column: number) =>
    cssColour(base + (Math.round(((values[row * columns + column]! - base) / size) * levels) / levels) * size, scale);
  const marks = new Strokes();
  for (let row = 0; row < rows; ++row) {
    for (let column = 0; column < columns;) {
      const [begin, colour] = [column, colourAt(row, column)];
      while (column < columns && colourAt(row, column) === colour) ++column;
      if (!colours.has(colour)) colours.set(colour, new Strokes());
      colours.get(colour)!.add(begin, row, column - begin);
    }
    for (let column = 0; column < columns; ++column) if (marked?.[row * columns + column]) marks.add(column, row, 0);
  }
  // Where a cell is no number the page shows through.
  const part = ([colour, { cells }]: [string, Strokes]) => (colour === 'transparent' ? Infinity : cells);
  const [first, ...others] = [...colours].sort((a, b) => part(b) - part(a));
  return { ground: first?.[0] ?? 'transparent', bands: others.map(([colour, { d }]) => ({ colour, d })), marks: marks.d };
}
