import type { ComponentChildren } from "preact";
import { useTexts } from "./context";
import { Dialog } from "./dialog";

type Props = {
  title: string;
  text?: string | undefined;
  confirm: string;
  /** Whether enough was chosen to go on. */
  isReady?: boolean;
  hook?: string;
  onCancel: () => void;
  onConfirm: () => void;
  children?: ComponentChildren;
};

/** Asks once before something that others notice. */
export function ConfirmDialog({ title, text, confirm, isReady = true, hook, onCancel, onConfirm, children }: Props) {
  const texts = useTexts();
  return (
    <Dialog title={title} text={text} hook={hook} onCancel={onCancel} onSubmit={() => isReady && onConfirm()}>
      {children}
      <div class="dialog-actions">
        <button class="button" type="button" onClick={onCancel}>
          {texts.confirm.cancel}
        </button>
        <button class="button button-main" type="submit" data-testid="confirm" disabled={!isReady}>
          {confirm}
        </button>
      </div>
    </Dialog>
  );
}
