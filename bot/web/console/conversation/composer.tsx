import { useSignalEffect } from "@preact/signals";
import { useId, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { fill } from "../../shared/locale";
import { Composition } from "../../shared/composition";
import type { Conversation, Mode } from "../state/conversation";
import { placeholderIn } from "../state/canned";
import { useDesk, useTexts } from "../common/context";
import { Icon } from "../common/icon";
import { AttachButton, AttachedFiles } from "./attach";
import { Replies } from "./replies";
import { WindowLine } from "./window_line";

const LONGEST = 4000;
const MODES: readonly Mode[] = ["reply", "note"];

type Props = { conversation: Conversation; modes?: readonly Mode[] };

/** Where an agent writes, in one of two modes that nobody can mix up. */
export function Composer({ conversation, modes = MODES }: Props) {
  const { composer: texts } = useTexts();
  const desk = useDesk();
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const composition = useMemo(() => new Composition(), []);
  const [isChoosing, setChoosing] = useState(false);
  const chosenMode = conversation.mode.value;
  const mode = modes.includes(chosenMode) ? chosenMode : (modes[0] ?? chosenMode);
  const draft = conversation.drafts[mode];
  const text = draft.value;
  const length = [...text].length;
  const isNote = mode === "note";
  const placeholder = isNote ? null : placeholderIn(text);
  const attaching = isNote ? [] : conversation.attaching.value;
  const isWritten = text.trim() !== "" || attaching.length > 0;
  const canSend = isWritten && length <= LONGEST && placeholder === null && attaching.every(({ file }) => file);

  useLayoutEffect(() => {
    const element = field.current;
    if (!element) return;
    element.style.height = "auto";
    element.style.height = `${element.scrollHeight}px`;
  }, [text, mode]);

  useSignalEffect(() => {
    if (!desk.wantsFocus.value) return;
    desk.wantsFocus.value = false;
    // On a touch screen the keyboard would cover what the agent is about to read.
    if (matchMedia("(pointer: fine)").matches) field.current?.focus();
  });

  /** A text to start from goes where the cursor was about to write. */
  function insert(reply: string): void {
    setChoosing(false);
    conversation.insert(reply);
    field.current?.focus();
  }

  function leaveReplies(): void {
    setChoosing(false);
    field.current?.focus();
  }

  function choose(chosen: Mode): void {
    conversation.mode.value = chosen;
    field.current?.focus();
  }

  function send(): void {
    if (!canSend) return;
    desk.send(conversation, mode, text.trim());
    draft.value = "";
    field.current?.focus();
  }

  function pressed(event: KeyboardEvent): void {
    if (composition.owns(event)) return;
    if (event.key === "/" && text === "" && !isNote) {
      event.preventDefault();
      setChoosing(true);
    } else if (event.key === "Escape" && isNote && modes.includes("reply")) {
      event.preventDefault();
      choose("reply");
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      send();
    }
  }

  function typed(value: string): void {
    draft.value = value;
    if (value.trim()) desk.typing(conversation, mode);
  }

  return (
    <form
      class={`composer composer-${mode}`}
      data-mode={mode}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {isChoosing && !isNote && (
        <Replies
          conversation={conversation}
          onChoose={insert}
          onLeave={leaveReplies}
          onClose={() => setChoosing(false)}
        />
      )}
      <div class="composer-modes" role="group" aria-label={texts.modes}>
        {modes.map((one) => (
          <button
            key={one}
            type="button"
            class={`composer-mode composer-mode-${one}`}
            data-testid={`mode-${one}`}
            aria-pressed={mode === one}
            onClick={() => choose(one)}
          >
            {one === "note" && <Icon name="lock" />}
            {texts[one]}
          </button>
        ))}
        {!isNote && <AttachButton conversation={conversation} />}
        {!isNote && (
          <button
            type="button"
            class="composer-mode composer-replies"
            data-testid="replies"
            aria-haspopup="dialog"
            aria-expanded={isChoosing}
            onClick={() => setChoosing(!isChoosing)}
          >
            <Icon name="replies" />
            {texts.replies}
          </button>
        )}
        {!isNote && <WindowLine conversation={conversation} />}
      </div>
      {!isNote && <AttachedFiles conversation={conversation} />}
      <textarea
        ref={field}
        data-testid="composer"
        rows={2}
        aria-label={isNote ? texts.noteLabel : texts.replyLabel}
        aria-describedby={`${id}-hint`}
        aria-invalid={length > LONGEST || placeholder !== null}
        placeholder={isNote ? texts.notePlaceholder : texts.replyPlaceholder}
        value={text}
        onInput={(event) => typed(event.currentTarget.value)}
        onKeyDown={pressed}
        onCompositionStart={composition.start}
        onCompositionEnd={composition.end}
      />
      <div class="composer-foot">
        <p class="composer-hint" id={`${id}-hint`}>
          {length > LONGEST && `${fill(texts.tooLong, { n: length })} `}
          {isNote && spaced(texts.noteHint)}
          {placeholder !== null ? (
            <span data-testid="placeholder-hint">{fill(texts.placeholder, { placeholder })}</span>
          ) : (
            <span class="composer-keys">{isNote ? modes.length > 1 && texts.noteKeys : texts.replyKeys}</span>
          )}
        </p>
        <button class="button button-main composer-send" data-testid="send" type="submit" disabled={!canSend}>
          <Icon name={isNote ? "lock" : "send"} />
          {isNote ? texts.sendNote : texts.sendReply}
        </button>
      </div>
    </form>
  );
}

/** A sentence that another one follows: a Chinese full stop brings its own room. */
function spaced(sentence: string): string {
  return sentence.endsWith("。") ? sentence : `${sentence} `;
}
