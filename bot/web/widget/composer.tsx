import { Component, type JSX, type RefObject } from "preact";
import { Composition } from "../shared/composition";
import type { Chat } from "./chat";
import { Icon } from "./icons";
import { PersonButton } from "./person_button";
import { LONGEST_TEXT } from "./protocol";
import type { Say } from "./texts";

/** From here on the customer is told how much room is left. */
const COUNTS_FROM = 3_800;

interface Props {
  chat: Chat;
  say: Say;
  field: RefObject<HTMLTextAreaElement | null>;
}

export class Composer extends Component<Props> {
  readonly #composition = new Composition();

  override componentDidMount(): void {
    this.#grow();
  }

  #grow(): void {
    const field = this.props.field.current!;
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight}px`;
  }

  #write(draft: string): void {
    this.props.chat.write(draft);
    this.setState({}, () => this.#grow());
  }

  /** Counted as the server counts: a character outside the BMP is one character. */
  get #length(): number {
    return [...this.props.chat.draft].length;
  }

  get #canSend(): boolean {
    return this.props.chat.draft.trim() !== "" && this.#length <= LONGEST_TEXT;
  }

  #send = (event: Event): void => {
    event.preventDefault();
    const { chat, field } = this.props;
    if (!this.#canSend) return;
    chat.send(chat.draft);
    this.#write("");
    field.current?.focus();
  };

  #sendOnEnter = (event: KeyboardEvent): void => {
    if (event.key === "Enter" && !event.shiftKey && !this.#composition.owns(event)) this.#send(event);
  };

  override render(): JSX.Element {
    const { chat, say, field } = this.props;
    const room = { n: this.#length, longest: LONGEST_TEXT };
    const isTooLong = room.n > LONGEST_TEXT;
    return (
      <form class="composer" onSubmit={this.#send}>
        <div class={isTooLong ? "box bad" : "box"}>
          <textarea
            ref={field}
            rows={1}
            data-testid="composer"
            aria-label={say("placeholder")}
            placeholder={say("placeholder")}
            aria-invalid={isTooLong}
            aria-describedby="room"
            enterkeyhint="send"
            value={chat.draft}
            onInput={(event) => this.#write(event.currentTarget.value)}
            onKeyDown={this.#sendOnEnter}
            onCompositionStart={this.#composition.start}
            onCompositionEnd={this.#composition.end}
          />
          <p id="room" class="room" role={isTooLong ? "alert" : undefined} data-testid="counter">
            {room.n >= COUNTS_FROM && say(isTooLong ? "too_long" : "counter", room)}
          </p>
          <div class="tools">
            <PersonButton chat={chat} say={say} />
            <button
              type="submit"
              class="send"
              data-testid="send"
              aria-label={say("send")}
              aria-disabled={!this.#canSend}
            >
              <Icon name="send" />
            </button>
          </div>
        </div>
      </form>
    );
  }
}
