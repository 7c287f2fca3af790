/** What the reader has set in a figure that trains no one run: its fields, and their place in the address. */
import words from '../content/en/words.json';
import { decodeState, encodeState, startState, type Setting, type Settings, type UrlField } from '../src/url.ts';
import { address } from './address.ts';

export class Board {
  fields: Settings = $state.raw({});
  /** One line for the reader about a bad address. */
  message = $state('');
  #unfollow: (() => void) | undefined;

  /** `name` is the figure's in the address. */
  constructor(
    private readonly known: readonly UrlField[],
    private readonly name: string,
  ) {
    this.fields = startState(known).fields;
  }

  /** Reads the address; returns how to end. */
  mount(): () => void {
    this.#read();
    this.#unfollow = address.follow(this.name, () => this.#read());
    return () => this.#unfollow?.();
  }

  id(part: string): string {
    return this.name ? `${this.name}-${part}` : part;
  }
  number(path: string): number {
    return Number(this.fields[path]);
  }
  set(path: string, value: Setting): void {
    this.setAll({ [path]: value });
  }
  setAll(fields: Settings): void {
    this.fields = { ...this.fields, ...fields };
    address.write(this.name, () => this.#text());
  }

  /** The address of what is shown; the page's own follows it. */
  link(): string {
    const link = address.link(this.name, this.#text());
    address.show(this.name, link);
    return link;
  }

  #text(): string {
    return encodeState({ fields: this.fields, changes: [], step: null }, this.known);
  }
  #read(): void {
    const decoded = decodeState(address.text(this.name), this.known);
    this.message = 'error' in decoded ? words.badAddress.replace('{error}', decoded.error) : '';
    this.fields = ('error' in decoded ? startState(this.known) : decoded.state).fields;
  }
}
