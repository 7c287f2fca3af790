/** Lines of equal height on a grid, by marching squares. */

/**
 * One SVG path for each level through heights [rows, columns] (row-major), in grid units: the centre of cell (row, column) is
 * (column, row). Cells with a height that is no number are left out; a saddle is joined the way its mean says.
 */
export function contourPaths(heights: ArrayLike<number>, rows: number, columns: number, levels: readonly number[]): string[] {
  return levels.map((level) => {
    let path = '';
    for (let row = 0; row + 1 < rows; ++row)
      for (let column = 0; column + 1 < columns; ++column) {
        const corner = (dy: number, dx: number) => heights[(row + dy) * columns + column + dx]! - level;
        // Around the square: top left, top right, bottom right, bottom left.
        const h = [corner(0, 0), corner(0, 1), corner(1, 1), corner(1, 0)] as const;
        if (!h.every(Number.isFinite)) continue;
        const up = h.map((height) => height > 0);
        const crossing = (side: number): string => {
          const [from, to] = [h[side]!, h[(side + 1) % 4]!];
          const t = from / (from - to);
          const [x, y] = [
            [t, 0],
            [1, t],
            [1 - t, 1],
            [0, 1 - t],
          ][side]!;
          return `${(column + x!).toFixed(2)} ${(row + y!).toFixed(2)}`;
        };
        const sides = [0, 1, 2, 3].filter((side) => up[side] !== up[(side + 1) % 4]);
        const line = (a: number, b: number) => (path += `M${crossing(a)}L${crossing(b)}`);
        if (sides.length === 2) line(sides[0]!, sides[1]!);
        else if (sides.length === 4) {
          const high = h[0] + h[1] + h[2] + h[3] > 0;
          if (high === up[0]) (line(0, 1), line(2, 3));
          else (line(3, 0), line(1, 2));
        }
      }
    return path;
  });
}
