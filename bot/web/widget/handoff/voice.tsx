import { Component, type JSX } from "preact";
import type { Chat } from "../chat";
import type { HandoffEvent } from "../protocol";
import { barText, follow } from "./bar_text";
import { noteText } from "./notes";

/** A line that moves must not talk all the time. */
const EVERY_MS = 60_000;
// Sooner loses lines on TalkBack; later, some readers repeat the whole list.
const STAYS_MS = 1_000;
/** The others change what the bar says, which is told anyway. */
const TOLD = ["agent_left", "agent_lost", "abandoned", "transferred", "requeued", "rated"] as const;

interface Props {
  chat: Chat;
}

interface Line {
  id: number;
  text: string;
}

/** Tells screen readers who has the conversation: a change of that at once, the place in line at most once a minute. */
export class Voice extends Component<Props, { lines: readonly Line[] }> {
  override state = { lines: [] as readonly Line[] };
  #stops: ReadonlyArray<() => void> = [];
  #mode = "";
  #gist = "";
  #saidAt = 0;
  #count = 0;
  #later: ReturnType<typeof setTimeout> | undefined;

  override componentDidMount(): void {
    const { chat } = this.props;
    this.#stops = TOLD.map((name) =>
      chat.events.on(name, (event: HandoffEvent) => this.#announce(noteText(event, chat.locale))),
    );
    this.componentDidUpdate();
  }

  override componentDidUpdate(): void {
    const { conversation, locale } = this.props.chat;
    clearTimeout(this.#later);
    const { mode, title, hint, gist } = barText(conversation, locale);
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
    const line = { id: ++this.#count, text };
    this.setState(({ lines }) => ({ lines: [...lines, line] }));
    setTimeout(() => this.setState(({ lines }) => ({ lines: lines.filter((other) => other !== line) })), STAYS_MS);
  }

  override render(): JSX.Element {
    return (
      <div class="sr" role="log" aria-live="polite" aria-relevant="additions" data-testid="wait-voice">
        {this.state.lines.map(({ id, text }) => (
          <p key={id}>{text}</p>
        ))}
      </div>
    );
  }
}
