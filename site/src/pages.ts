/** The site's pages, in reading order. The navigation shows those that exist, and these are they. */
export interface PageInfo {
  /** Path below the site's root, ending in a slash; empty for home. */
  path: string;
  name: string;
}

export const PAGES: readonly PageInfo[] = [{ path: '', name: 'Home' }];
