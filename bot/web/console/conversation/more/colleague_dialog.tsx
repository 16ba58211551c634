import { useState } from "preact/hooks";
import { ConfirmDialog } from "../../common/confirm_dialog";
import { useDesk, useTexts } from "../../common/context";
import { TextField } from "../../common/text_field";
import { Choices } from "./choices";
import { ColleagueChoice } from "./colleague_choice";

type Props = {
  words: { title: string; text: string; confirm: string };
  /** Whether somebody who is not here can be chosen. */
  takesAbsent?: boolean;
  onCancel: () => void;
  onConfirm: (agent: string, why: string) => void;
};

/** Chooses a colleague, and says why. */
export function ColleagueDialog({ words, takesAbsent = false, onCancel, onConfirm }: Props) {
  const { supervise, transfer } = useTexts();
  const { team } = useDesk().line;
  const [agent, setAgent] = useState<string | null>(null);
  const [why, setWhy] = useState("");
  return (
    <ConfirmDialog
      title={words.title}
      text={words.text}
      confirm={words.confirm}
      isReady={agent !== null && why.trim() !== ""}
      onCancel={onCancel}
      onConfirm={() => agent !== null && onConfirm(agent, why.trim())}
    >
      <Choices legend={transfer.colleagues} none={team.value.length === 0 ? transfer.nobody : null}>
        {team.value.map((one) => (
          <ColleagueChoice
            key={one.id}
            colleague={one}
            takesAbsent={takesAbsent}
            isChosen={agent === one.id}
            onChoose={() => setAgent(one.id)}
          />
        ))}
      </Choices>
      <TextField label={supervise.why} hint={supervise.whyHint} hook="why" value={why} onInput={setWhy} />
    </ConfirmDialog>
  );
}
