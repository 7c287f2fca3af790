/**
 * The address of the page, which its figures share: each reads and writes the text under its own name (src/url.ts says
 * what stands in it). Which figures there are the page says by its places for them, so that a figure that has not come
 * near the screen yet keeps its part. A page with one figure gives it the empty name, and so short addresses.
 */
import { joinAddress, splitAddress } from '../src/url.ts';

/** Written this long after the reader's last touch, in ms: browsers refuse addresses that change too often. */
const WRITE_AFTER = 250;

class Address {
  #followers = new Map<string, { text: string; tell: () => void }>();
  #pending = new Map<string, () => string>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** The names of the page's figures, in the order of the page. */
  get names(): string[] {
    const places = [...document.querySelectorAll<HTMLElement>('[data-figure]')].map((place) => place.dataset['address'] ?? '');
    return places.length ? places : [''];
  }

  /** What the address says to the figure of this name; empty for its start, and while the address is an anchor. */
  text(name: string): string {
    return this.#texts().get(name) ?? '';
  }

  #texts(): Map<string, string> {
    const hash = location.hash.slice(1);
    // A text without `=` is an anchor if the page has it, and a mistake of the reader's if not.
    if (!hash.includes('=') && document.getElementById(hash)) return new Map();
    return splitAddress(hash, this.names);
  }

  /** Calls `tell` when another text for this name was pasted, or came with the Back button. What is written here tells nobody. */
  follow(name: string, tell: () => void): () => void {
    if (this.#followers.size === 0) addEventListener('hashchange', this.#changed);
    this.#followers.set(name, { text: this.text(name), tell });
    return () => {
      this.#followers.delete(name);
      if (this.#followers.size === 0) removeEventListener('hashchange', this.#changed);
    };
  }

  #changed = () => {
    if (!location.hash.includes('=')) return; // an anchor
    const texts = this.#texts();
    for (const [name, follower] of this.#followers) {
      const text = texts.get(name) ?? '';
      if (text === follower.text) continue;
      follower.text = text;
      this.#pending.delete(name);
      follower.tell();
    }
  };

  /** Writes what `text` gives once the reader's hand rests. */
  write(name: string, text: () => string): void {
    this.#pending.set(name, text);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const texts = this.#texts();
      for (const [name, text] of this.#pending) this.#put(texts, name, text());
      this.#pending.clear();
      this.#replace(joinAddress(texts));
    }, WRITE_AFTER);
  }

  /** The address of the page with this text for one figure, which stands first in it, so that the page opens there. */
  link(name: string, text: string): string {
    const texts = new Map([[name, ''], ...this.#texts()]);
    texts.set(name, text);
    return `${location.href.replace(/#.*/, '')}#${joinAddress(texts)}`;
  }

  /** Takes over an address that link() gave. */
  show(name: string, link: string): void {
    this.#pending.delete(name);
    this.#replace(link.slice(link.indexOf('#') + 1));
  }

  #put(texts: Map<string, string>, name: string, text: string): void {
    if (text) texts.set(name, text);
    else texts.delete(name);
  }

  #replace(hash: string): void {
    history.replaceState(null, '', hash ? `#${hash}` : location.pathname + location.search);
    const texts = this.#texts();
    for (const [name, follower] of this.#followers) follower.text = texts.get(name) ?? '';
  }
}

export const address = new Address();
