import katex from 'katex';
import MarkdownIt from 'markdown-it';
import type { Plugin } from 'vite';

/** A part of a content file: from a line `::: name`, or `::: name argument`, to the next. */
export interface Block {
  name: string;
  argument: string;
  html: string;
}

/** One compiled content file: `meta` from its front matter, `blocks` in the file's order, and those that stand once by name. */
export interface Content {
  meta: Record<string, string>;
  blocks: Block[];
  sections: Record<string, string>;
  /** The prose's second-level headings, which can be linked to by id. */
  headings: { id: string; html: string }[];
}

/** Blocks that may stand many times. */
const REPEATED = new Set(['prose', 'figure']);

const md = new MarkdownIt({ html: true, typographer: true, quotes: '“”‘’' });

/**
 * Letters keep their characters and become italic by style, so that they come from the page's own typeface: MathML would
 * take them from mathematical alphabets, which no text font has, bars and dots from its own signs. A prime stands at full size, where fonts raise it already.
 * The TeX that KaTeX leaves in an annotation is dropped.
 */
const inPageType = (mathml: string): string =>
  mathml
    .replace(/<annotation\b[\s\S]*?<\/annotation>|<\/?semantics>| xmlns="[^"]*"/g, '')
    .replace(/∣/g, '|')
    .replace(/⋅/g, '·')
    .replace(/<mi>([A-Za-z])<\/mi>/g, '<mi mathvariant="normal" class="letter">$1</mi>')
    .replace(/<msup>((?:(?!<msup>).)*?)<mo[^>]*>′<\/mo><\/msup>/g, '<mrow>$1<mo class="prime" lspace="0" rspace="0">′</mo></mrow>');

/** TeX between dollar signs becomes MathML here, so that no mathematics code or font is shipped. */
function withMath(source: string): string {
  return source.replace(/\$\$([\s\S]+?)\$\$|\$([^\s$][^$\n]*?)\$/g, (_, display?: string, inline?: string) =>
    inPageType(katex.renderToString((display ?? inline)!, { displayMode: display !== undefined, output: 'mathml', throwOnError: true })),
  );
}

const INLINE_MATH = /[(“‘]*<span class="katex"><math>(?:(?!<\/math>)[\s\S])*<\/math><\/span>[)”’,.;:?!]*/g;

/** No line begins with a percent sign, or with the comma that follows a formula, or ends with the bracket before it. */
const withoutLooseSigns = (html: string): string =>
  html
    .replace(/(\d) %/g, '$1\u00a0%')
    .replace(INLINE_MATH, (whole) => (/^<.*>$/s.test(whole) ? whole : `<span class="unbroken">${whole}</span>`));

export function compileContent(source: string, file: string): Content {
  const meta: Record<string, string> = {};
  let body = source;
  const front = /^---\n([\s\S]*?)\n---\n/.exec(source);
  if (front) {
    body = source.slice(front[0].length);
    for (const line of front[1]!.split('\n')) {
      const at = line.indexOf(':');
      if (at < 1) throw new Error(`${file}: front matter line without a key: ${line}`);
      meta[line.slice(0, at).trim()] = line.slice(at + 1).trim();
    }
  }
  const blocks: Block[] = [];
  const sections: Record<string, string> = {};
  const headings: Content['headings'] = [];
  for (const part of body.split(/^::: /m).slice(1)) {
    const end = part.indexOf('\n');
    const [name = '', argument = ''] = part.slice(0, end).trim().split(/\s+/);
    const rendered = withoutLooseSigns(md.render(withMath(part.slice(end + 1))));
    const html = name === 'prose' ? withAnchors(rendered, headings) : rendered;
    if (blocks.some((block) => block.name === name && (!REPEATED.has(name) || (argument && block.argument === argument))))
      throw new Error(`${file}: section "${argument || name}" stands twice`);
    blocks.push({ name, argument, html });
    if (!REPEATED.has(name)) sections[name] = html;
  }
  // A link leads to the first place of its name: figures are places by their names, headings by their words.
  const places = [...headings.map(({ id }) => id), ...blocks.flatMap(({ name, argument }) => (name === 'figure' ? [argument] : []))];
  const twice = places.find((id, k) => places.indexOf(id) !== k);
  if (twice !== undefined) throw new Error(`${file}: two places of the page have the id "${twice}"`);
  return { meta, blocks, sections, headings };
}

/** Gives each second-level heading an id made of its words. */
function withAnchors(html: string, headings: Content['headings']): string {
  return html.replace(/<h2>(.*?)<\/h2>/g, (_, words: string) => {
    const id = words
      .replace(/<[^>]*>|&\w+;/g, '')
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '');
    headings.push({ id, html: words });
    return `<h2 id="${id}">${words}</h2>`;
  });
}

/** Lets `import content from './home.md'` give compiled prose. Only the prerendering imports prose. */
export function markdown(): Plugin {
  return {
    name: 'orrery-markdown',
    transform(source, id) {
      if (!id.endsWith('.md')) return;
      return { code: `export default ${JSON.stringify(compileContent(source, id))};`, map: null };
    },
  };
}
