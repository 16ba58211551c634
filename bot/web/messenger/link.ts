import en from "../locales/messenger.en.json";
import hans from "../locales/messenger.zh-Hans.json";
import hant from "../locales/messenger.zh-Hant.json";
import { type Locale, pickLocale } from "../shared/locale";
import { recall, slot } from "../shared/storage";
import { ask, Refused } from "../widget/http";
import type { Session } from "../widget/protocol";

type TextKey = keyof typeof en;
const TEXTS: Readonly<Record<Locale, Readonly<Record<TextKey, string>>>> = { en, "zh-Hans": hans, "zh-Hant": hant };

const locale = pickLocale([recall("baton:locale"), ...navigator.languages]);
const texts = TEXTS[locale];
const find = (name: string): HTMLElement => document.querySelector<HTMLElement>(`[data-testid=${name}]`)!;
const text = find("link-text");
const confirm = document.createElement("button");
confirm.type = "button";
confirm.className = "primary";
confirm.dataset.testid = "link-confirm";

/** Joins only by the customer's own hand: somebody else may have sent them the address of this page. */
async function join(session: Session, redirect_uri: string): Promise<void> {
  confirm.disabled = true;
  try {
    const url = `/api/widget/conversations/${session.conversation}/messenger-account`;
    const back = await ask<{ url: string }>({ url, token: session.token, body: { redirect_uri }, withinMs: 15_000 });
    location.assign(back.url);
  } catch (error) {
    const why = error instanceof Refused ? error.status : 0;
    text.textContent = why === 409 || why === 404 ? texts.unknown : why === 400 ? texts.wrong : texts.later;
    confirm.disabled = false;
    if (why !== 0 && why < 500) confirm.remove();
  }
}

function begin(): void {
  document.documentElement.lang = locale;
  document.title = texts.title;
  find("link-title").textContent = texts.title;
  const back = new URLSearchParams(location.search).get("redirect_uri");
  const session = slot<Session>(`baton:session:${location.origin}`).read();
  text.textContent = !back ? texts.wrong : session ? texts.ask : texts.unknown;
  if (!back || !session) return;
  confirm.textContent = texts.confirm;
  document.querySelector(".actions")?.append(confirm);
  confirm.addEventListener("click", () => void join(session, back));
}

begin();
