import { useId, useMemo, useState } from "preact/hooks";
import { Composition } from "../../shared/composition";
import { ConfirmDialog } from "./confirm_dialog";
import { useTexts } from "../common/context";

/** Asks before handing back, and for a word that colleagues will read. */
export function HandBackDialog({ onCancel, onConfirm }: { onCancel: () => void; onConfirm: (note: string) => void }) {
  const { confirm } = useTexts();
  const id = useId();
  const [note, setNote] = useState("");
  const composition = useMemo(() => new Composition(), []);
  return (
    <ConfirmDialog
      title={confirm.handBackTitle}
      text={confirm.handBackText}
      confirm={confirm.handBackConfirm}
      onCancel={onCancel}
      onConfirm={() => onConfirm(note.trim())}
    >
      <div class="field">
        <label for={id}>{confirm.handBackNote}</label>
        <input
          id={id}
          data-testid="hand-back-note"
          type="text"
          maxLength={500}
          autocomplete="off"
          aria-describedby={`${id}-hint`}
          value={note}
          onInput={(event) => setNote(event.currentTarget.value)}
          onCompositionStart={composition.start}
          onCompositionEnd={composition.end}
          onKeyDown={(event) => {
            if (event.key === "Enter" && composition.owns(event)) event.preventDefault();
          }}
        />
        <p class="field-hint" id={`${id}-hint`}>
          {confirm.handBackNoteHint}
        </p>
      </div>
    </ConfirmDialog>
  );
}
