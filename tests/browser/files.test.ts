// What the figure hands out: well-formed files that say what the page says.
import { describe, expect, it } from 'vitest';
import { specFromJson } from '../../web/src/spec.ts';
import { type Figure, visit } from './support.ts';

async function stopped(figure: Figure): Promise<number> {
  await figure.ready();
  await figure.trained(200);
  return figure.pause();
}

describe('the data', () => {
  it('as CSV has a row a recorded step, the last of them the moment shown', async () => {
    const { figure } = await visit();
    const step = await stopped(figure);
    const { name, bytes } = await figure.download('CSV');
    expect(name).toBe(`five-features-seed-${await figure.seed()}-step-${step}.csv`);
    const [head, ...lines] = bytes.toString().trimEnd().split('\n');
    expect(head).toBe('step,superposition.exact_loss');
    const rows = lines.map((line) => line.split(',').map(Number));
    for (const [i, row] of rows.entries()) {
      expect(row).toHaveLength(2);
      expect(row[0]).toBeGreaterThan(i ? rows[i - 1]![0]! : -1);
      expect(row[1]).toBeGreaterThan(0);
    }
    expect(rows[0]![0]).toBe(0);
    expect(rows.at(-1)![0]).toBe(step);
    expect(rows.at(-1)![1]!.toFixed(4)).toBe((await figure.loss()).toFixed(4));
    const { metrics } = await figure.exported();
    expect(rows).toEqual(metrics.step.map((s, i) => [s, metrics['superposition.exact_loss'][i]]));
  });

  it('as JSON has the run’s description, the curve and the moment', async () => {
    const { figure } = await visit({ hash: '#v=1&task.density=0.2&task.features=4&seed=11&change=50:task.density:0.07&step=150' });
    await figure.ready();
    const { name, bytes } = await figure.download('JSON');
    expect(name).toBe('five-features-seed-11-step-150.json');
    const { format, spec, frame } = JSON.parse(bytes.toString());
    expect(format).toBe(1);
    expect(spec.task).toMatchObject({ features: 4, density: 0.2 });
    expect(spec).toMatchObject({ format: 1, seed: 11, changes: [{ step: 50, path: 'task.density', value: 0.07 }] });
    expect(frame.step).toBe(await figure.step());
    expect(frame.tensors.W.shape).toEqual([2, 4]);
    expect(frame.tensors.W.data).toHaveLength(8);
    expect(frame.tensors.b_final.data).toHaveLength(4);
    expect(frame.measures['superposition.geometry'].replaceAll('-', ' ')).toBe(await figure.geometry());
  });
});

describe('the weights', () => {
  it('as safetensors are those shown, with all that the run needs to go on', async () => {
    const { figure } = await visit();
    const step = await stopped(figure);
    const { name } = await figure.download('Weights');
    expect(name).toBe(`five-features-seed-${await figure.seed()}-step-${step}.safetensors`);
    const saved = await figure.saved();
    const { spec, frame } = await figure.exported();
    expect(saved.step).toBe(step);
    expect(frame.step).toBe(step);
    for (const key of ['W', 'b_final']) {
      expect(saved.tensors[key]!.shape).toEqual(frame.tensors[key]!.shape);
      expect(Array.from(saved.tensors[key]!.data)).toEqual(frame.tensors[key]!.data);
    }
    expect(Object.keys(saved.tensors).sort()).toEqual(
      ['W', 'b_final', 'optimizer.m.W', 'optimizer.m.b_final', 'optimizer.v.W', 'optimizer.v.b_final', 'stream.data'].sort(),
    );
    // The JSON file says only what is not a default, and for `steps` how far the run has come.
    expect(saved.spec.fields).toMatchObject({ ...specFromJson(spec).fields, steps: expect.any(Number) });
  });
});

/** An SVG file as a browser sees it that knows nothing of the page. */
const parsed = (figure: Figure, svg: string) =>
  figure.page.evaluate((svg) => {
    const { documentElement } = new DOMParser().parseFromString(svg, 'image/svg+xml');
    return {
      error: documentElement.querySelector('parsererror')?.textContent ?? null,
      name: documentElement.nodeName,
      label: documentElement.getAttribute('aria-label'),
      texts: [...documentElement.querySelectorAll('text')].map((text) => text.textContent),
      strokes: [...documentElement.querySelectorAll('line')].map((line) => line.getAttribute('style') ?? ''),
      foreign: svg.match(/var\(|class=|href=/g),
    };
  }, svg);

describe('the picture', () => {
  it('as SVG stands alone: arrows, names, colours and words', async () => {
    const { page, figure } = await visit();
    const step = await stopped(figure);
    const { name, bytes } = await figure.download('SVG');
    expect(name).toMatch(/-step-\d+\.svg$/);
    const svg = await parsed(figure, bytes.toString());
    expect(svg).toMatchObject({ error: null, name: 'svg', foreign: null });
    expect(svg.label).toContain(`Step ${step.toLocaleString('en')}`);
    expect(svg.texts.sort()).toEqual(['fifth', 'first', 'fourth', 'second', 'third']);
    expect(svg.strokes.length).toBe(5);
    expect(bytes.toString()).toMatch(/pathLength="72"[^>]*stroke-dashoffset:\s*0\.043/);
    for (const style of svg.strokes) expect(style).toMatch(/stroke:\s*rgb/);
    // Its typeface comes with it.
    expect(bytes.toString()).toMatch(/@font-face\{font-family:"Source Sans 3 Variable";[^}]*url\(data:font\/woff2;base64,[\w+/]{9999,}/);
    const tips = await page
      .locator('.picture svg .arrow line')
      .evaluateAll((all) => all.map((line) => `x2="${line.getAttribute('x2')}" y2="${line.getAttribute('y2')}"`));
    for (const tip of tips) expect(bytes.toString()).toContain(tip);
  });

  it('as PNG is the same at four pixels a unit, in the colours of the page', async () => {
    const { figure } = await visit({ colorScheme: 'dark' });
    await stopped(figure);
    const { name, bytes } = await figure.download('PNG');
    expect(name).toMatch(/-step-\d+\.png$/);
    const image = await figure.page.evaluate(async (base64) => {
      const blob = await (await fetch(`data:image/png;base64,${base64}`)).blob();
      const bitmap = await createImageBitmap(blob);
      const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
      const context = canvas.getContext('2d')!;
      context.drawImage(bitmap, 0, 0);
      const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
      const colours = new Map<string, number>();
      for (let i = 0; i < data.length; i += 4) {
        const colour = `rgb(${data[i]}, ${data[i + 1]}, ${data[i + 2]})`;
        colours.set(colour, (colours.get(colour) ?? 0) + 1);
      }
      const arrows = [...document.querySelectorAll('.picture svg .arrow line')].map((line) => getComputedStyle(line).stroke);
      return {
        size: [bitmap.width, bitmap.height],
        corner: `rgb(${data[0]}, ${data[1]}, ${data[2]})`,
        ground: getComputedStyle(document.body).backgroundColor,
        painted: arrows.map((stroke) => colours.get(stroke) ?? 0),
      };
    }, bytes.toString('base64'));
    expect(image.size).toEqual([336 * 4, 272 * 4]);
    expect(image.corner).toBe(image.ground);
    expect(image.painted).toHaveLength(5);
    for (const pixels of image.painted) expect(pixels).toBeGreaterThan(100);
  });
});
