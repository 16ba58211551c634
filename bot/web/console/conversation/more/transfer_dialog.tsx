import { useState } from "preact/hooks";
import type { Target } from "../../state/acts";
import { queueName } from "../../state/words";
import { ConfirmDialog } from "../../common/confirm_dialog";
import { useDesk, useTexts } from "../../common/context";
import { TextField } from "../../common/text_field";
import { Choice } from "./choice";
import { Choices } from "./choices";
import { ColleagueChoice } from "./colleague_choice";

type Props = { onCancel: () => void; onConfirm: (to: Target, note: string) => void };

/** To a queue, where anybody may take it, or to a colleague, who is asked first. */
export function TransferDialog({ onCancel, onConfirm }: Props) {
  const texts = useTexts();
  const { transfer: words } = texts;
  const { queues, team } = useDesk().line;
  const [to, setTo] = useState<Target | null>(null);
  const [note, setNote] = useState("");
  return (
    <ConfirmDialog
      title={words.title}
      text={words.text}
      confirm={words.confirm}
      isReady={to !== null}
      hook="transfer"
      onCancel={onCancel}
      onConfirm={() => to && onConfirm(to, note.trim())}
    >
      <Choices legend={words.colleagues} none={team.value.length === 0 ? words.nobody : null}>
        {team.value.map((one) => (
          <ColleagueChoice
            key={one.id}
            colleague={one}
            isChosen={to !== null && "agent" in to && to.agent === one.id}
            onChoose={() => setTo({ agent: one.id })}
          />
        ))}
      </Choices>
      <Choices legend={words.queues} inColumns>
        {queues.value.map((queue) => (
          <Choice
            key={queue}
            value={queue}
            hook={`queue-${queue}`}
            isChosen={to !== null && "queue" in to && to.queue === queue}
            onChoose={() => setTo({ queue })}
          >
            {queueName(texts, queue)}
          </Choice>
        ))}
      </Choices>
      <TextField label={words.note} hint={words.noteHint} hook="transfer-note" value={note} onInput={setNote} />
    </ConfirmDialog>
  );
}
