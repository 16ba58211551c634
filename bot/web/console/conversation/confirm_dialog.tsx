import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { useTexts } from "../common/context";

type Props = {
  title: string;
  text: string;
  confirm: string;
  onCancel: () => void;
  onConfirm: () => void;
  children?: ComponentChildren;
};

/** Asks once before something that the customer notices. */
export function ConfirmDialog({ title, text, confirm, onCancel, onConfirm, children }: Props) {
  const texts = useTexts();
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
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-text`}
      onCancel={(event) => {
        event.preventDefault();
        onCancel();
      }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onConfirm();
        }}
      >
        <h2 id={`${id}-title`}>{title}</h2>
        <p id={`${id}-text`}>{text}</p>
        {children}
        <div class="dialog-actions">
          <button class="button" type="button" onClick={onCancel}>
            {texts.confirm.cancel}
          </button>
          <button class="button button-main" type="submit" data-testid="confirm">
            {confirm}
          </button>
        </div>
      </form>
    </dialog>
  );
}
