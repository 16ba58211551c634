import { useRef } from "preact/hooks";
import { fill } from "../../shared/locale";
import { useDesk, useTexts } from "../common/context";
import { Icon } from "../common/icon";
import type { Conversation } from "../state/conversation";
import { attach, type Attaching, KEPT_TYPES } from "../state/files";
import type { Texts } from "../state/language";
import { refusalLine } from "../state/refusals";

/** Chooses files to go with the reply, on channels that take any. */
export function AttachButton({ conversation }: { conversation: Conversation }) {
  const { files: texts } = useTexts();
  const chooser = useRef<HTMLInputElement>(null);
  if (useDesk().shownCard.value?.channel !== "messenger") return null;

  function chosen(input: HTMLInputElement): void {
    const files = [...(input.files ?? [])];
    input.value = "";
    void attach(conversation, files, texts.tooLarge);
  }

  return (
    <>
      <button type="button" class="composer-mode" data-testid="attach" onClick={() => chooser.current?.click()}>
        <Icon name="clip" />
        {texts.attach}
      </button>
      <input
        ref={chooser}
        type="file"
        multiple
        hidden
        accept={KEPT_TYPES}
        data-testid="attach-files"
        onChange={(event) => chosen(event.currentTarget)}
      />
    </>
  );
}

/** What goes with the reply, and can still be taken away. */
export function AttachedFiles({ conversation }: { conversation: Conversation }) {
  const texts = useTexts();
  const attaching = conversation.attaching.value;
  if (attaching.length === 0) return null;

  function without(gone: Attaching): void {
    conversation.attaching.value = attaching.filter((one) => one !== gone);
  }

  return (
    <ul class="attached" aria-label={texts.files.attached}>
      {attaching.map((one, index) => (
        <li key={index} class="attached-file" data-testid="attached" data-state={stateOf(one)}>
          <Icon name={one.problem === undefined ? "clip" : "alert"} />
          <span class="attached-name">{one.name}</span>
          <span class="attached-state" role="status">
            {said(texts, one)}
          </span>
          <button
            type="button"
            class="button button-icon"
            aria-label={fill(texts.files.remove, { name: one.name })}
            onClick={() => without(one)}
          >
            <Icon name="cross" />
          </button>
        </li>
      ))}
    </ul>
  );
}

function said(texts: Texts, one: Attaching): string {
  if (one.problem) return refusalLine(texts, one.problem);
  return { ready: "", failed: texts.files.failed, uploading: texts.files.uploading }[stateOf(one)];
}

function stateOf({ file, problem }: Attaching): "ready" | "failed" | "uploading" {
  if (problem !== undefined) return "failed";
  return file ? "ready" : "uploading";
}
