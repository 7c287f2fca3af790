/** One figure comes to life in its place of the prerendered page. */
import { hydrate, mount } from 'svelte';
import type { AnyFigure } from '../kit/figure.ts';
import { fetchStored } from './stored.ts';

/** Resolves when the figure trains by itself, or can't. */
export async function mountFigure(target: HTMLElement, load: () => Promise<{ default: AnyFigure }>, address: string): Promise<void> {
  const { default: figure } = await load();
  const data = figure.open((figure.url ? await fetchStored(figure.url) : undefined) as never);
  const drawn = target.childElementCount > 0;
  const instance = (drawn ? hydrate : mount)(figure.component, { target, props: { address, data } });
  await instance.whenReady?.();
}
