/** The report of `orrery reproduce` as rows of a table: one paper after the other. */

export interface Claim {
  id: string;
  paper: string;
  statement: string;
  /** `published`, or `derived` from the paper's equations. */
  source: string;
  expected: unknown;
  tolerance: string;
  ours: unknown;
  verdict: 'reproduced' | 'failed' | 'not checked';
  command: string;
}

export interface Report {
  format: 1;
  claims: Claim[];
  made_by: { command: string; date: string; versions: Record<string, string>; device: Record<string, unknown> };
}

export interface Paper {
  name: string;
  claims: Claim[];
  reproduced: number;
}

/** Digits that a table has room for: four, and powers of ten where a number is tiny or huge. */
function numberText(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e6) return String(value).replace('-', '−');
  const size = Math.abs(value);
  const text = size !== 0 && (size < 1e-3 || size >= 1e6) ? value.toExponential(3) : String(Number(value.toPrecision(4)));
  return text.replace(/-/g, '−').replace('e+', 'e');
}

/** More parts than this say nothing in one cell: the rest is in the file. */
const MOST_PARTS = 6;

/** A value of a claim in words: `0.00145, pentagon`. A seed names a run, not a result. */
export function valueText(value: unknown): string {
  if (typeof value === 'number') return numberText(value);
  if (typeof value !== 'object' || value === null) return value === null ? '–' : String(value);
  const parts = Array.isArray(value) ? value : Object.entries(value).flatMap(([key, part]) => (key === 'seed' ? [] : [part]));
  const texts = parts.flat(3).map(valueText);
  return texts.length > MOST_PARTS
    ? `${texts.slice(0, MOST_PARTS - 1).join(', ')} and ${texts.length - MOST_PARTS + 1} more`
    : texts.join(', ');
}

/** The program writes for terminals; a page has powers, minus signs and apostrophes. */
export const typeset = (statement: string): string =>
  statement
    .replace(/\^2/g, '²')
    .replace(/\^3/g, '³')
    .replace(/ - /g, ' − ')
    .replace(/(\w)'(\w| )/g, '$1’$2');

export function papersOf(report: Report): Paper[] {
  const papers: Paper[] = [];
  for (const claim of report.claims) {
    let paper = papers.find(({ name }) => name === claim.paper);
    if (!paper) papers.push((paper = { name: claim.paper, claims: [], reproduced: 0 }));
    paper.claims.push(claim);
    if (claim.verdict === 'reproduced') ++paper.reproduced;
  }
  return papers;
}
