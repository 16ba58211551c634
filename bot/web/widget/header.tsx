import type { JSX } from "preact";
import { LOCALES, type Locale } from "../shared/locale";
import type { Chat } from "./chat";
import { Icon } from "./icons";
import type { Say } from "./texts";

const SHORT: Readonly<Record<Locale, string>> = { en: "EN", "zh-Hans": "简", "zh-Hant": "繁" };

export function Header({ chat, say }: { chat: Chat; say: Say }): JSX.Element {
  const { owner, agent } = chat.conversation;
  return (
    <div class="head">
      <div class="title">
        <h2>{say("title")}</h2>
        <p>{owner === "agent" && agent ? agent : say("bot")}</p>
      </div>
      {/* The native select lies invisibly over the short name: native behaviour in the room of a button. */}
      <div class="locale">
        <Icon name="globe" />
        <span aria-hidden="true">{SHORT[chat.locale]}</span>
        <select
          data-testid="locale"
          aria-label={say("language")}
          value={chat.locale}
          onChange={(event) => chat.setLocale(event.currentTarget.value as Locale)}
        >
          {LOCALES.map(({ locale, name }) => (
            <option key={locale} value={locale} lang={locale}>
              {name}
            </option>
          ))}
        </select>
      </div>
      <button
        type="button"
        class="icon"
        data-testid="close"
        aria-label={say("launcher_close")}
        onClick={() => chat.setOpen(false)}
      >
        <Icon name="close" />
      </button>
    </div>
  );
}
