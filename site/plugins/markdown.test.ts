import { expect, it } from 'vitest';
import { compileContent } from './markdown.ts';

it('splits a content file into front matter and named sections', () => {
  const { meta, sections } = compileContent('---\ntitle: A: b\n---\n::: one\n# Hi\n\n::: two\nText\n', 'x.md');
  expect(meta).toEqual({ title: 'A: b' });
  expect(sections['one']).toBe('<h1>Hi</h1>\n');
  expect(sections['two']).toBe('<p>Text</p>\n');
});

it('sets mathematics as MathML and leaves money alone', () => {
  const { sections } = compileContent('::: a\nThe cost $p^2/3$ is not $ 5.\n', 'x.md');
  expect(sections['a']).toContain('<math');
  expect(sections['a']).toContain('is not $ 5.');
});

it('keeps a percent sign with its number', () => {
  expect(compileContent('::: prose\nat 5 % and 12.5 %\n', 'a.md').blocks[0]!.html).toBe('<p>at 5\u00a0% and 12.5\u00a0%</p>\n');
});

it('keeps what follows a formula, or opens before it, with it', () => {
  const html = compileContent('::: prose\nrow $j$, ($k$) and $l$ too: $$m$$.\n', 'a.md').blocks[0]!.html;
  expect(html.match(/<span class="unbroken">/g)).toHaveLength(2);
  expect(html).toMatch(
    /<span class="unbroken"><span class="katex"><math>((?!<\/math>).)*<\/math><\/span>,<\/span> <span class="unbroken">\(<span/,
  );
});

it('keeps prose and figures in their order, and gives headings an anchor', () => {
  const { blocks, headings } = compileContent(
    '::: prose\n## What it *does*\n\n::: figure one\nLook.\n\n::: prose\nMore\n\n::: figure two\n',
    'x.md',
  );
  expect(blocks.map(({ name, argument }) => [name, argument])).toEqual([
    ['prose', ''],
    ['figure', 'one'],
    ['prose', ''],
    ['figure', 'two'],
  ]);
  expect(blocks[1]!.html).toBe('<p>Look.</p>\n');
  expect(headings).toEqual([{ id: 'what-it-does', html: 'What it <em>does</em>' }]);
  expect(blocks[0]!.html).toContain('<h2 id="what-it-does">');
});

it('refuses what it cannot read', () => {
  expect(() => compileContent('::: a\nx\n::: a\ny\n', 'x.md')).toThrow('"a" stands twice');
  expect(() => compileContent('::: figure a\n\n::: figure a\n', 'x.md')).toThrow('"a" stands twice');
  expect(() => compileContent('::: prose\n## Ways out\n\n::: figure ways-out\n', 'x.md')).toThrow('the id "ways-out"');
  expect(() => compileContent('::: prose\n## Same\n\n## Same\n', 'x.md')).toThrow('the id "same"');
  expect(() => compileContent('---\nno key\n---\n', 'x.md')).toThrow('x.md');
  expect(() => compileContent('::: a\n$\\nonsense{$\n', 'x.md')).toThrow();
});
