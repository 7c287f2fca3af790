import katex from 'katex';
import MarkdownIt from 'markdown-it';
import type { Plugin } from 'vite';

/** One compiled content file: `meta` from its front matter, `sections` from its `::: name` blocks. */
export interface Content {
  meta: Record<string, string>;
  sections: Record<string, string>;
}

const md = new MarkdownIt({ html: true, typographer: true, quotes: '“”‘’' });

/**
 * Letters keep their characters and become italic by style, so that they come from the page's own typeface: MathML would
 * take them from mathematical alphabets, which no text font has. A prime stands at full size, where fonts raise it already.
 * The TeX that KaTeX leaves in an annotation is dropped.
 */
const inPageType = (mathml: string): string =>
  mathml
    .replace(/<annotation\b[\s\S]*?<\/annotation>/g, '')
    .replace(/<mi>([A-Za-z])<\/mi>/g, '<mi mathvariant="normal" class="letter">$1</mi>')
    .replace(/<msup>((?:(?!<msup>).)*?)<mo[^>]*>′<\/mo><\/msup>/g, '<mrow>$1<mo class="prime" lspace="0" rspace="0">′</mo></mrow>');

/** TeX between dollar signs becomes MathML here, so that no mathematics code or font is shipped. */
function withMath(source: string): string {
  return source.replace(/\$\$([\s\S]+?)\$\$|\$([^\s$][^$\n]*?)\$/g, (_, display?: string, inline?: string) =>
    inPageType(
      katex.renderToString((display ?? inline)!, { displayMode: display !== undefined, output: 'mathml', throwOnError: true }),
    ),
  );
}

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
  const sections: Record<string, string> = {};
  for (const part of body.split(/^::: /m).slice(1)) {
    const end = part.indexOf('\n');
    const name = part.slice(0, end).trim();
    if (name in sections) throw new Error(`${file}: section "${name}" stands twice`);
    sections[name] = md.render(withMath(part.slice(end + 1)));
  }
  return { meta, sections };
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
