import { Component, createRef, type JSX } from "preact";
import { Announcer } from "./announcer";
import { Banner } from "./banner";
import type { Chat } from "./chat";
import { Composer } from "./composer";
import { Header } from "./header";
import { keepInside, type PanelFocus } from "./panel_focus";
import { StatusBar } from "./status_bar";
import type { Say } from "./texts";
import { Transcript } from "./transcript";

/** The same query is in styles/panel.css: there the panel takes the whole screen. */
const FULL_SCREEN = matchMedia("(max-width: 479px), (max-height: 479px)");
const TOUCH = matchMedia("(pointer: coarse)");

interface Props {
  chat: Chat;
  say: Say;
  focus: PanelFocus;
  giveFocusBack: () => void;
}

export class Panel extends Component<Props> {
  readonly #panel = createRef<HTMLElement>();
  readonly #field = createRef<HTMLTextAreaElement>();
  readonly #stop = new AbortController();

  override componentDidMount(): void {
    const { signal } = this.#stop;
    visualViewport?.addEventListener("resize", this.#fit, { signal });
    visualViewport?.addEventListener("scroll", this.#fit, { signal });
    FULL_SCREEN.addEventListener("change", this.#fit, { signal });
    this.#fit();
    if (this.props.focus.take()) this.#focusField();
  }

  override componentWillUnmount(): void {
    this.#stop.abort();
    // A panel that the page closes from outside leaves the focus where the customer has it.
    if (this.#panel.current?.matches(":focus-within")) this.props.giveFocusBack();
  }

  /** Keeps a full-screen panel above the on-screen keyboard, which iOS lays over the page instead of resizing it. */
  #fit = (): void => {
    const { style } = this.#panel.current!;
    const viewport = visualViewport;
    // While pinch-zoomed the visible part says nothing about the keyboard.
    const isCovering = FULL_SCREEN.matches && viewport && viewport.scale < 1.01;
    style.height = isCovering ? `${viewport.height}px` : "";
    style.top = isCovering ? `${viewport.offsetTop}px` : "";
  };

  /** After the customer's own choice the focus goes on to writing; on touch that would raise the keyboard. */
  #focusField = (): void => {
    (TOUCH.matches ? this.#panel : this.#field).current?.focus({ preventScroll: true });
  };

  #keepTabInside = (event: KeyboardEvent): void => {
    if (event.key === "Tab" && FULL_SCREEN.matches) keepInside(this.#panel.current!, event);
  };

  override render(): JSX.Element {
    const { chat, say } = this.props;
    const Part = chat.handoff.part;
    return (
      <section
        ref={this.#panel}
        class="panel"
        part="panel"
        data-testid="panel"
        role="dialog"
        aria-label={say("title")}
        aria-modal={FULL_SCREEN.matches}
        tabIndex={-1}
        onKeyDown={this.#keepTabInside}
      >
        <Header chat={chat} say={say} />
        <StatusBar chat={chat} say={say} afterChoice={this.#focusField} />
        <Banner chat={chat} say={say} />
        <Transcript chat={chat} say={say} afterChoice={this.#focusField} />
        <Composer chat={chat} say={say} field={this.#field} />
        <Announcer chat={chat} say={say} whileOpen={true} />
        {Part && <Part.Voice chat={chat} />}
      </section>
    );
  }
}
