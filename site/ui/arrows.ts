/** Pure geometry of an arrow plot: features as vectors from the centre of an engraved circle. One unit is 100 in the picture. */

export interface Arrow {
  /** The feature's column of W. */
  x: number;
  y: number;
  /** 1 for the most important. Gives the disc's area. */
  importance: number;
  label: string;
  /** A CSS colour; the category of its place in the list if not given. */
  colour?: string;
}

export const UNIT = 100;

/** The feature counts as represented (spec: |W_i| above 0.5). */
export const represented = (arrow: Arrow): boolean => Math.hypot(arrow.x, arrow.y) > 0.5;

/** Too short to point anywhere: the network has left this feature out. */
export const leftOut = (arrow: Arrow): boolean => Math.hypot(arrow.x, arrow.y) < 0.3;

/**
 * Moves angles (radians) apart until neighbours on the circle are at least `gap` apart, each as little as needed; keeps
 * their order. For labels, which must stay readable where arrows coincide.
 */
export function spreadAngles(angles: readonly number[], gap: number): number[] {
  const turn = 2 * Math.PI;
  const spaced = Math.min(gap, turn / Math.max(1, angles.length));
  const order = angles.map((angle, i) => ({ i, angle: ((angle % turn) + turn) % turn })).sort((a, b) => a.angle - b.angle);
  for (let round = 0; round < 40; ++round) {
    let moved = false;
    order.forEach((here, k) => {
      if (order.length < 2) return;
      const next = order[(k + 1) % order.length]!;
      const between = next.angle - here.angle + (k + 1 === order.length ? turn : 0);
      if (between < spaced - 1e-6) {
        here.angle -= (spaced - between) / 2;
        next.angle += (spaced - between) / 2;
        moved = true;
      }
    });
    if (!moved) break;
  }
  const result = new Array<number>(angles.length);
  for (const { i, angle } of order) result[i] = angle;
  return result;
}

export interface Label {
  x: number;
  y: number;
  anchor: 'start' | 'middle' | 'end';
}

/**
 * Where each arrow's label stands, in picture units (y down): outside the engraved circle and beyond its tip, never on
 * another label. Features that are left out get none.
 */
export function labelPlaces(arrows: readonly Arrow[], beyond = 17, ring = UNIT + 25): (Label | undefined)[] {
  const shown = arrows.filter((arrow) => !leftOut(arrow));
  const angles = spreadAngles(
    shown.map((a) => Math.atan2(a.y, a.x)),
    0.3,
  );
  return arrows.map((arrow) => {
    const angle = angles[shown.indexOf(arrow)];
    if (angle === undefined) return undefined;
    const radius = Math.max(Math.hypot(arrow.x, arrow.y) * UNIT + beyond, ring);
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    return {
      x: radius * cos,
      y: -radius * sin + 4.5 - 3 * sin,
      anchor: cos > 0.35 ? 'start' : cos < -0.35 ? 'end' : 'middle',
    };
  });
}

/** Disc radius: area as importance, never too small to see. */
export const discRadius = (importance: number): number => 2.5 + 4 * Math.sqrt(importance);

/** A path through points given in units of W, y up. */
export function pathThrough(points: readonly (readonly [number, number])[]): string {
  // To a tenth of a picture's unit, each from the one before: half as long as places on the page.
  let [left, top] = [0, 0];
  return points
    .map(([x, y], i) => {
      const [before, above] = [left, top];
      [left, top] = [Math.round(x * UNIT * 10), Math.round(-y * UNIT * 10)];
      return `${i ? 'l' : 'M'}${(left - before) / 10} ${(top - above) / 10}`;
    })
    .join('');
}
