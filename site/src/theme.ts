import words from '../content/en/words.json';

const KEY = 'orrery.theme';

/** Calls `listener` when light and dark change, for what is painted and can't follow a style sheet. Returns how to stop. */
export function onTheme(listener: () => void): () => void {
  const system = matchMedia('(prefers-color-scheme: dark)');
  const chosen = new MutationObserver(listener);
  chosen.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  system.addEventListener('change', listener);
  return () => {
    chosen.disconnect();
    system.removeEventListener('change', listener);
  };
}

/** The button that switches between light and dark; it starts from the system's choice and remembers the reader's. */
export function startTheme(): void {
  const button = document.querySelector<HTMLButtonElement>('[data-theme-toggle]');
  if (!button) return;
  const system = matchMedia('(prefers-color-scheme: dark)');
  const root = document.documentElement;
  const dark = () => (root.dataset['theme'] ? root.dataset['theme'] === 'dark' : system.matches);
  const show = () => {
    const next = dark() ? words.themeToLight : words.themeToDark;
    button.textContent = next;
    button.setAttribute('aria-label', words.themeLabel.replace('{theme}', next));
    button.hidden = false;
  };
  button.addEventListener('click', () => {
    const next = dark() ? 'light' : 'dark';
    root.dataset['theme'] = next;
    try {
      localStorage.setItem(KEY, next);
    } catch {
      // Private windows may refuse storage; the choice then lasts for the visit.
    }
    show();
  });
  system.addEventListener('change', show);
  show();
}
