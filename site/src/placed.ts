import type { Component } from 'svelte';
import type { Content } from '../plugins/markdown.ts';
import type { PageInfo } from './pages.ts';

/** A figure with all that it needs to be drawn at build time. */
export interface PlacedFigure {
  component: Component<{ address: string; data: never }>;
  props: { address: string; data: never };
  /** Stands as it was rendered (kit/figure.ts). */
  still: boolean;
  /** Its place is left empty: it is drawn by its code when a reader comes near. */
  later: boolean;
}

export interface PageProps {
  page: PageInfo;
  /** Relative address of the site's root. */
  root: string;
  content: Content;
  /** By name. */
  figures: Record<string, PlacedFigure>;
}
