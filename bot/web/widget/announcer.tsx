import { Component, type JSX } from "preact";
import type { Chat } from "./chat";
import { unreadText } from "./launcher";
import type { Say } from "./texts";

// Sooner loses lines on TalkBack; later, some readers repeat the whole list.
const STAYS_MS = 1_000;

interface Props {
  chat: Chat;
  say: Say;
  /** One announcer lives in the panel and speaks while it is open, the other one beside the launcher. */
  whileOpen: boolean;
}

interface Line {
  id: number;
  text: string;
}

/** Tells screen readers what was said. It is apart from the transcript, which would be read again as a whole. */
export class Announcer extends Component<Props, { lines: readonly Line[] }> {
  override state = { lines: [] as readonly Line[] };
  #stops: ReadonlyArray<() => void> = [];
  #count = 0;

  override componentDidMount(): void {
    const { events } = this.props.chat;
    this.#stops = this.props.whileOpen
      ? [
          events.on("message", ({ name = this.props.say("bot"), text }) => this.#announce(`${name}: ${text}`)),
          events.on("announce", ({ text }) => this.#announce(text)),
          events.on("sent", ({ text }) => this.#announce(`${this.props.say("you")}: ${text}`)),
        ]
      : [events.on("unread", ({ count }) => count > 0 && this.#announce(unreadText(count, this.props.say)))];
  }

  override componentWillUnmount(): void {
    for (const stop of this.#stops) stop();
  }

  #announce(text: string): void {
    if (this.props.chat.isOpen !== this.props.whileOpen || !text) return;
    const line = { id: ++this.#count, text };
    this.setState(({ lines }) => ({ lines: [...lines, line] }));
    setTimeout(() => this.setState(({ lines }) => ({ lines: lines.filter((other) => other !== line) })), STAYS_MS);
  }

  override render(): JSX.Element {
    return (
      <div class="sr" role="log" aria-live="polite" aria-relevant="additions">
        {this.state.lines.map(({ id, text }) => (
          <p key={id}>{text}</p>
        ))}
      </div>
    );
  }
}
