import type { ComponentType } from "preact";
import type { Locale } from "../../shared/locale";
import type { Chat } from "../chat";
import type { HandoffEvent } from "../protocol";

export interface HandoffProps {
  chat: Chat;
  /** Called when the customer's choice has taken away the button that had the focus. */
  afterChoice: () => void;
}

/** What a customer sees and can do once a person is called; loaded apart from the rest of the widget. */
export interface HandoffPart {
  styles: string;
  noteText(event: HandoffEvent, locale: Locale): string;
  Bar: ComponentType<HandoffProps>;
  Rating: ComponentType<HandoffProps>;
  Voice: ComponentType<{ chat: Chat }>;
}
