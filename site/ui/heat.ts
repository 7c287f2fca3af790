/** Which cell of a heat map the reader looks at. */
export interface Cell {
  row: number;
  column: number;
}

/** The cell under a point of the screen; none outside the map. */
export function cellAt(
  box: { left: number; top: number; width: number; height: number },
  x: number,
  y: number,
  rows: number,
  columns: number,
): Cell | undefined {
  const [column, row] = [Math.floor(((x - box.left) / box.width) * columns), Math.floor(((y - box.top) / box.height) * rows)];
  return column >= 0 && column < columns && row >= 0 && row < rows ? { row, column } : undefined;
}

/** Where a key leads from a cell, the first one from none; undefined for a key that moves nothing. */
export function moved(cell: Cell | undefined, key: string, rows: number, columns: number): Cell | undefined {
  const steps: Record<string, [row: number, column: number]> = {
    ArrowUp: [-1, 0],
    ArrowDown: [1, 0],
    ArrowLeft: [0, -1],
    ArrowRight: [0, 1],
    Home: [0, -columns],
    End: [0, columns],
    PageUp: [-rows, 0],
    PageDown: [rows, 0],
  };
  const step = steps[key];
  if (!step) return undefined;
  if (!cell) return { row: 0, column: 0 };
  const within = (value: number, count: number) => Math.min(count - 1, Math.max(0, value));
  return { row: within(cell.row + step[0], rows), column: within(cell.column + step[1], columns) };
}

/** Where each row stands, if `order` says which row stands at each place. */
export function placesIn(order: readonly number[]): number[] {
  const places = new Array<number>(order.length);
  order.forEach((index, place) => (places[index] = place));
  return places;
}
