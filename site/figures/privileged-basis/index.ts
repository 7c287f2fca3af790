import url from '../../data/privileged-basis/run.json?url';
import { defineFigure } from '../../kit/figure.ts';
import { openData } from './model.ts';
import PrivilegedBasis from './PrivilegedBasis.svelte';

export default defineFigure({ component: PrivilegedBasis, url, open: openData });
