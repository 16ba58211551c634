import { useState } from "preact/hooks";
import type { Conversation } from "../state/conversation";
import type { Understood } from "../state/protocol";
import { intentName } from "../state/words";
import { useDesk, useTexts } from "../common/context";
import { IntentDialog } from "./intent_dialog";

/** Lets an agent say what a message really was about: the model learns from it. */
export function Correction({ conversation, entry }: { conversation: Conversation; entry: Understood }) {
  const texts = useTexts();
  const { acts, line } = useDesk();
  const [isAsked, setAsked] = useState(false);
  const about = messageOf(conversation, entry);
  const corrected = conversation.entries.value.findLast(
    (one) => one.kind === "intent_corrected" && one.message_seq === about?.seq,
  );
  if (corrected?.kind === "intent_corrected") {
    return <span class="corrected">→ {intentName(texts, corrected.intent)}</span>;
  }
  if (!about || line.intents.value.length === 0) return null;
  return (
    <>
      <button class="wrong" data-testid="wrong-intent" onClick={() => setAsked(true)}>
        {texts.correct.button}
      </button>
      {isAsked && (
        <IntentDialog
          message={about.text}
          understood={entry.intent}
          onCancel={() => setAsked(false)}
          onChoose={(intent) => {
            setAsked(false);
            void acts.correct(conversation, about.seq, intent);
          }}
        />
      )}
    </>
  );
}

/** The message that was understood: named by the server, or else the last one before. */
function messageOf({ entries }: Conversation, { seq, message_seq }: Understood): { seq: number; text: string } | null {
  const about = entries.value.findLast((one) =>
    message_seq === undefined ? one.kind === "customer_messaged" && one.seq < seq : one.seq === message_seq,
  );
  return about?.kind === "customer_messaged" ? about : null;
}
