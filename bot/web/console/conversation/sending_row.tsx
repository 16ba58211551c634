import type { Conversation, Sending } from "../state/conversation";
import { refusalLine } from "../state/refusals";
import { Attachments } from "./attachments";
import { Bubble } from "./bubble";
import { useDesk, useTexts } from "../common/context";
import { NoteLabel } from "./note_label";

/** What the agent has just sent, until its entry takes its place. */
export function SendingRow({ conversation, sending }: { conversation: Conversation; sending: Sending }) {
  const texts = useTexts();
  const desk = useDesk();
  const isFailed = sending.status === "failed";
  const said = isFailed ? texts.sending.failed : texts.sending.sending;
  return (
    <li
      class={`entry entry-${sending.mode === "note" ? "note" : "agent"}`}
      data-testid="sending"
      data-status={sending.status}
    >
      <Bubble who={texts.conversation.you} when={<span class="moment">{said}</span>}>
        {sending.mode === "note" && <NoteLabel />}
        <p class="bubble-text" dir="auto">
          {sending.text}
          {sending.files.length > 0 && <Attachments attachments={sending.files} />}
        </p>
      </Bubble>
      {isFailed && (
        <div class="entry-problem">
          <p role="alert">{sending.problem && refusalLine(texts, sending.problem)}</p>
          <button class="button button-small" onClick={() => desk.sendAgain(conversation, sending)}>
            {texts.sending.again}
          </button>
          <button class="button button-small" onClick={() => desk.takeBack(conversation, sending)}>
            {texts.sending.edit}
          </button>
        </div>
      )}
    </li>
  );
}
