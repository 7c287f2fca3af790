declare module 'subset-font' {
  /** The font cut down to the characters of `text`; an axis of a variable font is cut to a range or pinned. */
  export default function subsetFont(
    font: Uint8Array,
    text: string,
    options: { targetFormat: 'woff2'; variationAxes?: Record<string, number | { min: number; max: number }>; keepFeatures?: string[] },
  ): Promise<Uint8Array>;
}
