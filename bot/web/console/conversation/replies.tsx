import { useEffect, useState } from "preact/hooks";
import { cannedReplies } from "../state/canned";
import type { Conversation } from "../state/conversation";
import type { Canned } from "../state/protocol";
import { useDesk, useTexts } from "../common/context";
import { Picker } from "../common/picker";

type Props = {
  conversation: Conversation;
  onChoose: (text: string) => void;
  /** Esc: the agent wants to write on. */
  onLeave: () => void;
  /** Something else was pressed. */
  onClose: () => void;
};

/** Texts to start from, above the composer: choosing one inserts it, and only the agent sends. */
export function Replies({ conversation, onChoose, onLeave, onClose }: Props) {
  const { composer: texts } = useTexts();
  const language = useDesk().shownCard.value?.language;
  const [replies, setReplies] = useState<readonly Canned[] | null>(null);
  const [hasFailed, setFailed] = useState(false);

  useEffect(() => {
    cannedReplies(conversation.id).then(setReplies, () => setFailed(true));
  }, [conversation.id]);

  useEffect(() => {
    const left = (event: PointerEvent) => {
      if (event.target instanceof Element && !event.target.closest(".composer")) onClose();
    };
    addEventListener("pointerdown", left);
    return () => removeEventListener("pointerdown", left);
  }, []);

  function pressed(event: KeyboardEvent): void {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    onLeave();
  }

  return (
    <div class="replies" role="dialog" aria-label={texts.replies} data-testid="replies-list" onKeyDown={pressed}>
      {replies ? (
        <Picker
          label={texts.repliesSearch}
          none={texts.noReplies}
          hook="reply"
          options={replies.map(({ id, title, text, source }) => ({
            id,
            label: title || texts.past,
            detail: text,
            ...(language && { lang: language }),
            mark: title && source === "past" && <span class="tag">{texts.past}</span>,
          }))}
          onChoose={(id) => onChoose(replies.find((reply) => reply.id === id)?.text ?? "")}
        />
      ) : (
        <p class="picker-none" role="status">
          {hasFailed ? texts.repliesFailed : texts.repliesLoading}
        </p>
      )}
    </div>
  );
}
