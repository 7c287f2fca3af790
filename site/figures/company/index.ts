import url from '../../data/company/run.json?url';
import { defineFigure } from '../../kit/figure.ts';
import Company from './Company.svelte';
import { openData } from './model.ts';

export default defineFigure({ component: Company, url, open: openData });
