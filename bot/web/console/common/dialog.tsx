import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";

type Props = {
  title: string;
  text?: string | undefined;
  hook?: string | undefined;
  onCancel: () => void;
  onSubmit: () => void;
  children: ComponentChildren;
};

/** A question that has to be answered or left before anything else. */
export function Dialog({ title, text, hook, onCancel, onSubmit, children }: Props) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  // A layout effect: it ends while the dialog is still in the page, and closing it gives the focus back to the
  // button that asked.
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      class="dialog"
      data-testid={hook}
      aria-labelledby={`${id}-title`}
      aria-describedby={text ? `${id}-text` : undefined}
      onCancel={(event) => {
        event.preventDefault();
        onCancel();
      }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit();
        }}
      >
        <h2 id={`${id}-title`}>{title}</h2>
        {text && <p id={`${id}-text`}>{text}</p>}
        {children}
      </form>
    </dialog>
  );
}
