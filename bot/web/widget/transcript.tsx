import { Component, createRef, Fragment, type JSX } from "preact";
import { tagOf } from "../shared/locale";
import { dayName, isSameDay } from "../shared/time";
import { Bubble } from "./bubble";
import type { Chat } from "./chat";
import { Choices } from "./choices";
import { Icon } from "./icons";
import { isTogether, type Row, rowsOf } from "./rows";
import type { Say } from "./texts";
import { TypingIndicator } from "./typing_indicator";
import { Welcome } from "./welcome";

const NEAR_END_PX = 48;

interface Props {
  chat: Chat;
  say: Say;
  /** Called when the customer chose an answer, whose button is gone with the focus on it. */
  afterChoice: () => void;
}

/** The answers that the bot's last message suggests, as long as nobody has said anything since. */
function openAnswers(chat: Chat): readonly string[] {
  const last = chat.log.events.findLast((event) => event.kind === "message");
  const isOpen = last?.kind === "message" && last.from === "bot" && chat.outbox.sendable.length === 0;
  return isOpen ? (last.buttons ?? []).map(({ title }) => title) : [];
}

export class Transcript extends Component<Props, { hasNewer: boolean }> {
  readonly #box = createRef<HTMLDivElement>();
  #isAtEnd = true;
  #lastTop = 0;
  #lastKey: string | undefined;
  // Growing text, an opening keyboard, a taller composer: who was at the end stays there.
  readonly #observer = new ResizeObserver(() => this.#isAtEnd && this.#toEnd());

  override componentDidMount(): void {
    const box = this.#box.current!;
    this.#observer.observe(box);
    this.#observer.observe(box.firstElementChild!);
  }

  override componentWillUnmount(): void {
    this.#observer.disconnect();
  }

  #toEnd = (): void => {
    this.#box.current?.scrollTo(0, this.#box.current.scrollHeight);
  };

  #scrolled = (): void => {
    const { scrollHeight, scrollTop, clientHeight } = this.#box.current!;
    const isNear = scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
    // Far from the end without having moved up: something new came, and the observer has not followed it yet.
    this.#isAtEnd = isNear || (this.#isAtEnd && scrollTop >= this.#lastTop);
    this.#lastTop = scrollTop;
    if (isNear && this.state.hasNewer) this.setState({ hasNewer: false });
  };

  #choose = (text: string): void => {
    this.props.chat.send(text);
    this.props.afterChoice();
  };

  #follow(last: Row | undefined): void {
    if (last?.key === this.#lastKey) return;
    this.#lastKey = last?.key;
    if (last?.from === "customer") this.#isAtEnd = true;
    else if (!this.#isAtEnd) this.setState({ hasNewer: true });
  }

  #draw(row: Row, before: Row | undefined, after: Row | undefined): JSX.Element {
    const { chat, say } = this.props;
    const isNewDay = !isSameDay(row.at, before?.at ?? new Date().toISOString());
    return (
      <Fragment key={row.key}>
        {isNewDay && <p class="day">{dayName(row.at, tagOf(chat.locale))}</p>}
        {row.from === "system" ? (
          <p class="note" data-testid="message" data-from="system">
            {row.text}
          </p>
        ) : (
          <Bubble row={row} follows={isTogether(before, row)} goesOn={isTogether(row, after)} chat={chat} say={say} />
        )}
      </Fragment>
    );
  }

  override render(): JSX.Element {
    const { chat, say, afterChoice } = this.props;
    const Part = chat.handoff.part;
    const rows = rowsOf(chat, say);
    this.#follow(rows.at(-1));
    return (
      <div class="middle">
        <div
          ref={this.#box}
          class="transcript"
          data-testid="transcript"
          role="log"
          aria-live="off"
          aria-label={say("conversation")}
          tabIndex={0}
          onScroll={this.#scrolled}
        >
          <div class="rows">
            <Welcome say={say} choose={this.#choose} hasBegun={rows.length > 0} />
            {rows.map((row, index) => this.#draw(row, rows[index - 1], rows[index + 1]))}
            <Choices testid="quick-reply" titles={openAnswers(chat)} label={say("suggestions")} choose={this.#choose} />
            {chat.sign.from && <TypingIndicator chat={chat} say={say} />}
            {chat.awaitsRating && Part && <Part.Rating chat={chat} afterChoice={afterChoice} />}
          </div>
        </div>
        {this.state.hasNewer && (
          <button type="button" class="newer" data-testid="newer" onClick={this.#toEnd}>
            <Icon name="down" />
            {say("newer")}
          </button>
        )}
      </div>
    );
  }
}
