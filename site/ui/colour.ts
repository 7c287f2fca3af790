/**
 * Colour for quantities: sequential ones on cividis (Nuñez, Anderton and Renslow 2018), which is even in lightness and the
 * same to red-green-blind eyes; those with a sign from blue through the ground to orange (--low and --high of tokens.css), mixed in OKLab.
 */
export type ColourScale = { kind: 'sequential'; from: number; to: number } | { kind: 'diverging'; limit: number };

const clamp = (t: number) => Math.min(1, Math.max(0, t));

/** Where a value stands on its scale: 0 to 1, or -1 to 1. NaN has no place. */
export const share = (value: number, scale: ColourScale): number =>
  scale.kind === 'diverging' ? Math.max(-1, Math.min(1, value / scale.limit)) : clamp((value - scale.from) / (scale.to - scale.from));

/** As CSS, which follows the theme by itself. */
export function cssColour(value: number, scale: ColourScale): string {
  const t = share(value, scale);
  if (!Number.isFinite(t)) return 'transparent';
  if (scale.kind === 'sequential') return `rgb(${cividis(t).join(' ')})`;
  return `color-mix(in oklab, var(${t < 0 ? '--low' : '--high'}) ${(Math.abs(t) * 100).toFixed(0)}%, var(--ground))`;
}

export type Rgb = readonly [number, number, number];

/** `rgb(1, 2, 3)`, as browsers write computed colours. */
export function parseRgb(text: string): Rgb {
  const numbers = text.match(/[\d.]+/g)?.map(Number) ?? [];
  return [numbers[0] ?? 0, numbers[1] ?? 0, numbers[2] ?? 0];
}

const toLinear = (c: number) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
const toGamma = (c: number) => (c <= 0.0031308 ? 12.92 * c : 1.055 * c ** (1 / 2.4) - 0.055);

/** OKLab (Ottosson 2020) of an sRGB colour in 0 to 255. */
function oklab([red, green, blue]: Rgb): Rgb {
  const [r, g, b] = [toLinear(red / 255), toLinear(green / 255), toLinear(blue / 255)];
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function fromOklab([L, a, b]: Rgb): Rgb {
  const l = (L + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (L - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (L - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const out = (c: number) => Math.round(255 * clamp(toGamma(clamp(c))));
  return [
    out(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    out(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    out(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

/** A colour `t` of the way from one to another, 0 to 1, in OKLab. */
export function mix(from: Rgb, to: Rgb, t: number): Rgb {
  const [a, b] = [oklab(from), oklab(to)];
  return fromOklab([a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t]);
}

/** Six of the map's colours, evenly spaced; the others lie between them in OKLab to within a shade. */
const CIVIDIS: readonly Rgb[] = [
  [0, 34, 78],
  [53, 69, 108],
  [102, 105, 112],
  [148, 142, 119],
  [200, 184, 102],
  [254, 232, 56],
];
function cividis(t: number): Rgb {
  const at = Math.min(t * (CIVIDIS.length - 1), CIVIDIS.length - 1 - 1e-9);
  const k = Math.floor(at);
  return mix(CIVIDIS[k]!, CIVIDIS[k + 1]!, at - k);
}

export interface ThemeColours {
  ground: Rgb;
  low: Rgb;
  high: Rgb;
}

/** A scale's colours as 256 pixels for a canvas, from one end to the other. */
export function ramp(kind: ColourScale['kind'], theme: ThemeColours): Uint8ClampedArray {
  const pixels = new Uint8ClampedArray(4 * 256);
  for (let k = 0; k < 256; ++k) {
    const t = k / 255;
    const towards = t < 0.5 ? theme.low : theme.high;
    const colour = kind === 'sequential' ? cividis(t) : mix(theme.ground, towards, Math.abs(2 * t - 1));
    pixels.set([...colour, 255], 4 * k);
  }
  return pixels;
}
