import { Component } from "preact";
import type { Chat } from "../chat";
import type { HandoffEvent } from "../protocol";
import { barText, follow } from "./bar_text";
import { noteText } from "./notes";

/** A line that moves must not talk all the time. */
const EVERY_MS = 60_000;
/** The others change what the bar says, which is told anyway. */
const TOLD = ["agent_left", "agent_lost", "abandoned", "transferred", "requeued", "rated"] as const;

interface Props {
  chat: Chat;
}

/** Lets screen readers tell who has the conversation: a change of that at once, the wait at most once a minute. */
export class Voice extends Component<Props> {
  #stops: ReadonlyArray<() => void> = [];
  #mode = "";
  #gist = "";
  #saidAt = 0;
  #later: ReturnType<typeof setTimeout> | undefined;

  override componentDidMount(): void {
    const { chat } = this.props;
    this.#stops = TOLD.map((name) =>
      chat.events.on(name, (event: HandoffEvent) => this.#announce(noteText(event, chat.locale))),
    );
    this.componentDidUpdate();
  }

  override componentDidUpdate(): void {
    const { mode, title, hint, gist } = barText(this.props.chat);
    clearTimeout(this.#later);
    if (gist === this.#gist) return;
    const wait = mode === this.#mode ? this.#saidAt + EVERY_MS - performance.now() : 0;
    if (wait > 0) {
      this.#later = setTimeout(() => this.componentDidUpdate(), wait);
      return;
    }
    this.#mode = mode;
    this.#gist = gist;
    this.#saidAt = performance.now();
    this.#announce(follow(title, hint));
  }

  override componentWillUnmount(): void {
    clearTimeout(this.#later);
    for (const stop of this.#stops) stop();
  }

  #announce(text: string): void {
    this.props.chat.events.emit("announce", { text });
  }

  override render(): null {
    return null;
  }
}
