/** Where the focus came from, so that closing can give it back, and whether the customer asked for it to move. */
export class PanelFocus {
  #opener: HTMLElement | null = null;
  #isWanted = false;

  /** The customer's own gesture opens the panel: the focus may follow. */
  follow(opener: Element | null): void {
    this.#opener = opener instanceof HTMLElement && opener !== document.body ? opener : null;
    this.#isWanted = true;
  }

  /** True once for each `follow`; without one, opening leaves the focus where it is. */
  take(): boolean {
    const isWanted = this.#isWanted;
    this.#isWanted = false;
    return isWanted;
  }

  giveBack(otherwise: HTMLElement | null): void {
    const target = this.#opener?.isConnected ? this.#opener : otherwise;
    this.#opener = null;
    // On a phone the launcher is hidden until this render is over.
    queueMicrotask(() => target?.focus());
  }
}

/** Whether this call comes out of a click, tap or key of the customer, and not out of a timer of the page. */
export function isDuringGesture(): boolean {
  return window.event?.isTrusted === true && /^(click|key|pointer|mouse|touch)/.test(window.event.type);
}

/** Keeps Tab inside `panel` while it covers the whole page; outside there is nothing to see. */
export function keepInside(panel: HTMLElement, event: KeyboardEvent): void {
  const stops = [...panel.querySelectorAll<HTMLElement>("button, input, select, textarea, a[href], [tabindex='0']")].filter(
    (element) => element.tabIndex >= 0 && element.getClientRects().length > 0,
  );
  const from = event.shiftKey ? stops[0] : stops.at(-1);
  const to = event.shiftKey ? stops.at(-1) : stops[0];
  if ((panel.getRootNode() as ShadowRoot).activeElement !== from) return;
  event.preventDefault();
  to?.focus();
}
