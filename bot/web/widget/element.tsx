import { render } from "preact";
import tokens from "../shared/tokens.css";
import { App } from "./app";
import type { Chat } from "./chat";
import type { PanelFocus } from "./panel_focus";
import base from "./styles/base.css";
import composer from "./styles/composer.css";
import panel from "./styles/panel.css";
import transcript from "./styles/transcript.css";

// A constructed sheet is the one way of styling that a strict Content-Security-Policy of the host page allows.
function sheet(text: string): CSSStyleSheet {
  const made = new CSSStyleSheet();
  made.replaceSync(text);
  return made;
}

/** `<baton-chat>`: the widget behind a shadow root, so that neither page nor widget can upset the other's style. */
export class BatonChat extends HTMLElement {
  #wanted: { chat: Chat; focus: PanelFocus } | null = null;

  show(chat: Chat, focus: PanelFocus): void {
    this.#wanted = { chat, focus };
    if (this.isConnected) this.#draw();
  }

  connectedCallback(): void {
    this.#draw();
  }

  disconnectedCallback(): void {
    if (this.shadowRoot) render(null, this.shadowRoot);
  }

  #draw(): void {
    if (!this.#wanted) return;
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [tokens, base, panel, transcript, composer].map(sheet);
    this.#wanted.chat.handoff.styled = (styles) => root.adoptedStyleSheets.push(sheet(styles));
    render(<App {...this.#wanted} />, root);
  }
}
