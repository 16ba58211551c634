import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";

export type MenuItem = { name: string; label: string; onChoose: () => void };

type Props = {
  /** What the list is about. */
  label: string;
  /** Whether the list says so itself: not where the button does. */
  isLabelShown?: boolean;
  items: readonly MenuItem[];
  /** Test hook of the button; those of the items are `hook-name`. */
  hook?: string | undefined;
  disabled?: boolean;
  children: ComponentChildren;
};

const GAP_PX = 4;
const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };

/** A button with a short list of things to do; it closes by itself when something else is done. */
export function Menu({ label, isLabelShown = false, items, hook, disabled = false, children }: Props) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const [isOpen, setOpen] = useState(false);

  useEffect(() => {
    if (!isOpen) return;
    itemsOf(list.current)[0]?.focus();
    // The list stands where the button was: it must not stay behind.
    const close = (event: Event) => {
      if (!(event.target instanceof Node && list.current?.contains(event.target))) list.current?.hidePopover();
    };
    addEventListener("resize", close);
    document.addEventListener("scroll", close, true);
    return () => {
      removeEventListener("resize", close);
      document.removeEventListener("scroll", close, true);
    };
  }, [isOpen]);

  function pressed(event: KeyboardEvent): void {
    const all = itemsOf(list.current);
    const step = STEPS[event.key];
    if (event.key === "Tab") list.current?.hidePopover();
    if (step === undefined) return;
    event.preventDefault();
    const at = all.indexOf(document.activeElement as HTMLButtonElement);
    all.at((at + step) % all.length)?.focus();
  }

  return (
    <>
      <button
        ref={button}
        type="button"
        class="button"
        data-testid={hook}
        popovertarget={id}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        disabled={disabled}
      >
        {children}
      </button>
      <div
        ref={list}
        id={id}
        class="menu"
        popover="auto"
        role="menu"
        aria-label={label}
        onBeforeToggle={(event) => event.newState === "open" && place(event.currentTarget, button.current)}
        onToggle={(event) => setOpen(event.newState === "open")}
        onKeyDown={pressed}
      >
        {isLabelShown && (
          <p class="menu-label" aria-hidden="true">
            {label}
          </p>
        )}
        {items.map(({ name, label: words, onChoose }) => (
          <button
            key={name}
            type="button"
            class="menu-item"
            role="menuitem"
            tabIndex={-1}
            data-testid={hook && `${hook}-${name}`}
            onClick={() => {
              list.current?.hidePopover();
              onChoose();
            }}
          >
            {words}
          </button>
        ))}
      </div>
    </>
  );
}

function itemsOf(list: HTMLElement | null): HTMLButtonElement[] {
  return [...(list?.querySelectorAll("button") ?? [])];
}

/** Beside the button, towards the side with more room. */
function place(list: HTMLElement, button: HTMLElement | null): void {
  if (!button) return;
  const { top, bottom, left, right } = button.getBoundingClientRect();
  const isLow = top > innerHeight - bottom;
  const isRight = left > innerWidth - right;
  list.style.top = isLow ? "auto" : `${bottom + GAP_PX}px`;
  list.style.bottom = isLow ? `${innerHeight - top + GAP_PX}px` : "auto";
  list.style.left = isRight ? "auto" : `${Math.max(left, GAP_PX)}px`;
  list.style.right = isRight ? `${Math.max(innerWidth - right, GAP_PX)}px` : "auto";
}
