import { useSignalEffect } from "@preact/signals";
import { useId, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { fill } from "../../shared/locale";
import { Composition } from "../../shared/composition";
import type { Conversation, Mode } from "../state/conversation";
import { useDesk, useTexts } from "../common/context";
import { Icon } from "../common/icon";

const LONGEST = 4000;
const MODES: readonly Mode[] = ["reply", "note"];

/** Where an agent writes, in one of two modes that nobody can mix up. */
export function Composer({ conversation }: { conversation: Conversation }) {
  const { composer: texts } = useTexts();
  const desk = useDesk();
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const composition = useMemo(() => new Composition(), []);
  const mode = conversation.mode.value;
  const draft = conversation.drafts[mode];
  const text = draft.value;
  const length = [...text].length;
  const canSend = text.trim() !== "" && length <= LONGEST;
  const isNote = mode === "note";

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
    if (event.key === "Escape" && isNote) {
      event.preventDefault();
      choose("reply");
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      send();
    }
  }

  function typed(value: string): void {
    draft.value = value;
    if (!isNote && value.trim()) desk.typing(conversation);
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
      <div class="composer-modes" role="group" aria-label={texts.modes}>
        {MODES.map((one) => (
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
      </div>
      <textarea
        ref={field}
        data-testid="composer"
        rows={2}
        aria-label={isNote ? texts.noteLabel : texts.replyLabel}
        aria-describedby={`${id}-hint`}
        aria-invalid={length > LONGEST}
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
          {isNote && `${texts.noteHint} `}
          <span class="composer-keys">{isNote ? texts.noteKeys : texts.replyKeys}</span>
        </p>
        <button class="button button-main composer-send" data-testid="send" type="submit" disabled={!canSend}>
          <Icon name={isNote ? "lock" : "send"} />
          {isNote ? texts.sendNote : texts.sendReply}
        </button>
      </div>
    </form>
  );
}
