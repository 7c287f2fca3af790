import url from '../../data/reproduction/claims.json?url';
import { defineFigure } from '../../kit/figure.ts';
import type { Report } from './model.ts';
import Reproduction from './Reproduction.svelte';

export default defineFigure({ component: Reproduction, url, still: true, open: (content) => content as Report });
