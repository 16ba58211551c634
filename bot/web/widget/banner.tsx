import { Component, type JSX } from "preact";
import type { Chat } from "./chat";
import { Icon } from "./icons";
import type { Say } from "./texts";

/** A gap shorter than this is over before anybody could read about it. */
const SHOWS_AFTER_MS = 2_000;

interface Props {
  chat: Chat;
  say: Say;
}

/** Says that the connection is gone, and that nothing written gets lost. */
export class Banner extends Component<Props, { isLong: boolean }> {
  #timer: ReturnType<typeof setTimeout> | undefined;

  override componentDidMount(): void {
    this.componentDidUpdate();
  }

  override componentDidUpdate(): void {
    const { chat } = this.props;
    const isApart = chat.hasConversation && !chat.isConnected;
    if (isApart && !this.#timer) this.#timer = setTimeout(() => this.setState({ isLong: true }), SHOWS_AFTER_MS);
    if (!isApart && this.#timer) this.componentWillUnmount();
  }

  override componentWillUnmount(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.setState({ isLong: false });
  }

  override render(): JSX.Element {
    const { chat, say } = this.props;
    const isOffline = !navigator.onLine && !chat.isConnected;
    return (
      // The element stays, empty: screen readers only tell what changes inside a live region.
      <div role="status">
        {(isOffline || this.state.isLong) && (
          <p class="banner" data-testid="banner">
            <Icon name="alert" />
            {say(isOffline ? "offline" : "reconnecting")}
          </p>
        )}
      </div>
    );
  }
}
