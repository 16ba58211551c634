/**
 * Tells whether an Enter belongs to an input method (Pinyin, Zhuyin …) and therefore must not send.
 *
 * Feed it the text field's composition events; ask it on keydown.
 */
export class Composition {
  private active = false;

  start = (): void => {
    this.active = true;
  };

  end = (): void => {
    // Safari fires the Enter that ends a composition just after compositionend: hold on until the next tick.
    setTimeout(() => {
      this.active = false;
    });
  };

  owns(event: KeyboardEvent): boolean {
    // keyCode 229 is how older engines say "the input method took this key".
    return this.active || event.isComposing || event.keyCode === 229;
  }
}
