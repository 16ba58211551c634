import { fill } from "../../shared/locale";
import { intentName } from "../state/words";
import { useDesk, useTexts } from "../common/context";
import { Dialog } from "../common/dialog";
import { Picker } from "../common/picker";

type Props = { message: string; understood: string; onCancel: () => void; onChoose: (intent: string) => void };

/** Asks what a message was about. */
export function IntentDialog({ message, understood, onCancel, onChoose }: Props) {
  const texts = useTexts();
  const { correct, confirm } = texts;
  const { line, shownCard } = useDesk();
  const intents = line.intents.value.filter((intent) => intent !== understood);
  const options = intents.map((intent) => ({ id: intent, label: intentName(texts, intent) }));
  return (
    <Dialog
      title={correct.title}
      text={fill(correct.text, { intent: intentName(texts, understood) })}
      hook="correct-intent"
      onCancel={onCancel}
      onSubmit={() => undefined}
    >
      <blockquote class="correct-message" lang={shownCard.value?.language} dir="auto">
        {message}
      </blockquote>
      <Picker label={correct.search} none={correct.none} options={options} hook="intent" onChoose={onChoose} />
      <div class="dialog-actions">
        <button class="button" type="button" onClick={onCancel}>
          {confirm.cancel}
        </button>
      </div>
    </Dialog>
  );
}
