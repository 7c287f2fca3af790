/** What a figure's folder gives to pages: its component and its stored data. `figures/index.ts` lists them all. */
import type { Component } from 'svelte';

/** What every figure is given besides its own data. */
export interface Placed {
  /** Its name in the page's address, and the head of its controls' ids; empty where it is alone on the page. */
  address: string;
}

export interface FigureModule<Data = unknown> {
  component: Component<Placed & { data: Data }, { whenReady?: () => Promise<void> }>;
  /** The stored file it starts from, imported with `?url`: fetched in the page, read from disk when it is rendered. */
  url?: string;
  /** Nothing moves in it: the page has it whole, and never fetches its code or data. */
  still?: true;
  /** The file's content as the component takes it. */
  open(content: unknown): Data;
}

export type AnyFigure = FigureModule<never>;

/** A figure without stored data opens nothing. */
export function defineFigure<Data>(module: FigureModule<Data>): AnyFigure {
  return module as unknown as AnyFigure;
}
