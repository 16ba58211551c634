import { ConfirmDialog } from "../common/confirm_dialog";
import { useTexts } from "../common/context";

export function CloseDialog({ onCancel, onConfirm }: { onCancel: () => void; onConfirm: () => void }) {
  const { confirm } = useTexts();
  return (
    <ConfirmDialog
      title={confirm.closeTitle}
      text={confirm.closeText}
      confirm={confirm.closeConfirm}
      onCancel={onCancel}
      onConfirm={onConfirm}
    />
  );
}
