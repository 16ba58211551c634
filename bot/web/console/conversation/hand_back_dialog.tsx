import { useState } from "preact/hooks";
import { ConfirmDialog } from "../common/confirm_dialog";
import { useTexts } from "../common/context";
import { TextField } from "../common/text_field";

/** Asks before handing back, and for a word that colleagues will read. */
export function HandBackDialog({ onCancel, onConfirm }: { onCancel: () => void; onConfirm: (note: string) => void }) {
  const { confirm } = useTexts();
  const [note, setNote] = useState("");
  return (
    <ConfirmDialog
      title={confirm.handBackTitle}
      text={confirm.handBackText}
      confirm={confirm.handBackConfirm}
      onCancel={onCancel}
      onConfirm={() => onConfirm(note.trim())}
    >
      <TextField
        label={confirm.handBackNote}
        hint={confirm.handBackNoteHint}
        hook="hand-back-note"
        value={note}
        onInput={setNote}
      />
    </ConfirmDialog>
  );
}
