import { Component, createRef, Fragment } from "preact";
import { jsx, jsxs } from "preact/jsx-runtime";
import type { HandoffPart } from "./handoff/part";

// The part is built apart and uses the Preact that is already here (see build.mjs).
Object.assign(globalThis, { [Symbol.for("baton.preact")]: { Component, createRef, Fragment, jsx, jsxs } });

/** Fetches what is only needed once a person is called: most visitors never call one, and load less. */
export class HandoffLoader {
  part: HandoffPart | null = null;
  /** Puts the part's styles where they apply. */
  styled: (styles: string) => void = () => {};
  #isLoading = false;
  #tries = 0;

  constructor(
    private readonly base: string,
    private readonly changed: () => void,
  ) {}

  want(): void {
    if (!this.part && !this.#isLoading) void this.#load();
  }

  /** A try that fails is made again with the next word from the server. */
  async #load(): Promise<void> {
    this.#isLoading = true;
    try {
      // Browsers remember that an address has failed, so each try has its own.
      const { default: part } = await import(`${this.base}/widget_handoff.js?${this.#tries++}`);
      this.styled(part.styles);
      this.part = part;
    } catch (error) {
      console.error(error);
    }
    this.#isLoading = false;
    this.changed();
  }
}
