import { Component, createRef, type JSX } from "preact";
import { Announcer } from "./announcer";
import type { Chat } from "./chat";
import { Launcher } from "./launcher";
import { Panel } from "./panel";
import type { PanelFocus } from "./panel_focus";
import { sayIn } from "./texts";

// Components with a state are classes: Preact's hooks would cost a twentieth of the widget's byte budget.

interface Props {
  chat: Chat;
  focus: PanelFocus;
}

/** Everything in the widget's shadow root. */
export class App extends Component<Props> {
  readonly #launcher = createRef<HTMLButtonElement>();
  #unsubscribe?: () => void;

  override componentDidMount(): void {
    this.#unsubscribe = this.props.chat.subscribe(() => this.setState({}));
  }

  override componentWillUnmount(): void {
    this.#unsubscribe?.();
  }

  #toggle = (): void => {
    const { chat, focus } = this.props;
    if (!chat.isOpen) focus.follow(this.#launcher.current);
    chat.setOpen(!chat.isOpen);
  };

  #closeOnEscape = (event: KeyboardEvent): void => {
    const { chat } = this.props;
    // An input method uses Escape for itself.
    if (event.key !== "Escape" || event.isComposing || !chat.isOpen) return;
    event.stopPropagation();
    chat.setOpen(false);
  };

  override render(): JSX.Element {
    const { chat, focus } = this.props;
    const say = sayIn(chat.locale);
    return (
      <div class="root" lang={chat.locale} onKeyDown={this.#closeOnEscape}>
        {chat.isOpen && (
          <Panel chat={chat} say={say} focus={focus} giveFocusBack={() => focus.giveBack(this.#launcher.current)} />
        )}
        <Launcher chat={chat} say={say} toggle={this.#toggle} button={this.#launcher} />
        <Announcer chat={chat} say={say} whileOpen={false} />
      </div>
    );
  }
}
