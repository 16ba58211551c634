import { pickLocale } from "../shared/locale";
import { recall, remember } from "../shared/storage";
import { install } from "./api";
import { Chat } from "./chat";
import { BatonChat } from "./element";
import { PanelFocus } from "./panel_focus";

const NAME = "baton-chat";
const LOCALE_KEY = "baton:locale";

function begin(script: HTMLScriptElement | null): void {
  // The server is wherever this script came from, also when another site embeds it.
  const base = new URL(script?.src || location.href).origin;
  const asked = script?.dataset.locale;
  const locale = pickLocale([recall(LOCALE_KEY), asked === "auto" ? null : asked, ...navigator.languages]);

  const chat = new Chat(base, locale);
  const focus = new PanelFocus();
  chat.events.on("locale", () => remember(LOCALE_KEY, chat.locale));
  listenToThePage(chat);
  install(chat, focus);
  chat.start();
  place(chat, focus, script?.dataset.theme);
}

function listenToThePage(chat: Chat): void {
  addEventListener("online", () => chat.wake());
  addEventListener("offline", () => chat.sleep());
  addEventListener("pageshow", ({ persisted }) => persisted && chat.wake());
  addEventListener("storage", ({ key }) => key?.startsWith("baton:") && chat.synchronise());
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && chat.wake());
}

function place(chat: Chat, focus: PanelFocus, theme: string | undefined): void {
  customElements.define(NAME, BatonChat);
  const put = (): void => {
    const element = document.querySelector<BatonChat>(NAME) ?? document.createElement(NAME);
    if (theme) element.setAttribute("theme", theme);
    if (!element.isConnected) document.body.append(element);
    (element as BatonChat).show(chat, focus);
  };
  // An async script may run before the body is there.
  if (document.body) put();
  else addEventListener("DOMContentLoaded", put);
}

// A page that includes the script twice gets one widget.
if (!customElements.get(NAME)) begin(document.currentScript as HTMLScriptElement | null);
