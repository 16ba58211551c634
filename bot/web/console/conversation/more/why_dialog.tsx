import { useState } from "preact/hooks";
import { ConfirmDialog } from "../../common/confirm_dialog";
import { useTexts } from "../../common/context";
import { TextField } from "../../common/text_field";

type Props = {
  words: { title: string; text: string; confirm: string };
  onCancel: () => void;
  onConfirm: (why: string) => void;
};

/** What a supervisor does over somebody's head has a reason that can be read. */
export function WhyDialog({ words, onCancel, onConfirm }: Props) {
  const { supervise } = useTexts();
  const [why, setWhy] = useState("");
  return (
    <ConfirmDialog
      title={words.title}
      text={words.text}
      confirm={words.confirm}
      isReady={why.trim() !== ""}
      onCancel={onCancel}
      onConfirm={() => onConfirm(why.trim())}
    >
      <TextField label={supervise.why} hint={supervise.whyHint} hook="why" value={why} onInput={setWhy} />
    </ConfirmDialog>
  );
}
