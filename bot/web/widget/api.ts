import { localeOf } from "../shared/locale";
import type { Chat } from "./chat";
import type { EventName, Listener } from "./emitter";
import { isDuringGesture, type PanelFocus } from "./panel_focus";

type Command = (...rest: never[]) => unknown;

/** `window.baton(command, …)`; before the script has loaded, a stub that keeps the calls in `q`. */
export interface Baton {
  (command: string, ...rest: unknown[]): unknown;
  q?: ArrayLike<unknown>[];
}

declare global {
  interface Window {
    baton?: Baton;
  }
}

/** Puts the page's interface in place and runs the calls that came before. */
export function install(chat: Chat, focus: PanelFocus): void {
  function open(): void {
    if (isDuringGesture() && !chat.isOpen) focus.follow(document.activeElement);
    chat.setOpen(true);
  }

  const commands: Readonly<Record<string, Command>> = {
    open,
    close: () => chat.setOpen(false),
    toggle: () => (chat.isOpen ? chat.setOpen(false) : open()),
    send: (text: string) => chat.send(String(text)),
    setLocale: (tag: string) => {
      const locale = localeOf(String(tag));
      if (locale) chat.setLocale(locale);
    },
    on: (name: EventName, listener: Listener) => chat.events.on(name, listener),
    reset: () => chat.reset(),
  };

  const waiting = window.baton?.q ?? [];
  const baton: Baton = (command, ...rest) => {
    const run = commands[command];
    if (!run) throw new Error(`baton: no command \`${command}\`; there are ${Object.keys(commands).join(", ")}`);
    return run(...(rest as never[]));
  };
  window.baton = baton;
  for (const call of Array.from(waiting)) {
    try {
      baton(...(Array.from(call) as [string, ...unknown[]]));
    } catch (error) {
      // One wrong call must not swallow those after it.
      console.error(error);
    }
  }
}
