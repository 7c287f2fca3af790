/** The site's pages, in reading order. The navigation shows those that exist, and these are they. */
export interface PageInfo {
  /** Path below the site's root, ending in a slash; empty for home. */
  path: string;
  name: string;
  /** `content/<language>/<content>.md` */
  content: string;
  /** It opens with its first figure, whose picture has the title beside it. */
  opening?: true;
}

export const PAGES: readonly PageInfo[] = [
  { path: '', name: 'Home', content: 'home' },
  { path: 'superposition/', name: 'Superposition', content: 'superposition' },
  { path: 'groups/', name: 'Groups', content: 'groups', opening: true },
  { path: 'reproduction/', name: 'Reproduction', content: 'reproduction' },
];

/** From a page back to the site's root, as a relative address: a page's folders each need a step up. */
export const rootOf = (path: string): string => '../'.repeat(path.split('/').length - 1) || './';
