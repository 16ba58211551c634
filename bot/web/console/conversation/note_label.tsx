import { useTexts } from "../common/context";
import { Icon } from "../common/icon";

export function NoteLabel() {
  const { entry } = useTexts();
  return (
    <p class="note-label">
      <Icon name="lock" />
      {entry.noteLabel}
    </p>
  );
}
