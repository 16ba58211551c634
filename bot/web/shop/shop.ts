import en from "../locales/shop.en.json";
import hans from "../locales/shop.zh-Hans.json";
import hant from "../locales/shop.zh-Hant.json";
import { type Locale, pickLocale } from "../shared/locale";
import { recall } from "../shared/storage";
import type { Baton } from "../widget/api";

type TextKey = keyof typeof en;
const TEXTS: Readonly<Record<Locale, Readonly<Record<TextKey, string>>>> = { en, "zh-Hans": hans, "zh-Hant": hant };

// Any page can do this: calls wait in the queue until the widget's script has loaded.
const baton: Baton = (...call) => {
  if (window.baton && window.baton !== baton) return window.baton(...call);
  return void (baton.q = [...Array.from(baton.q ?? []), call]);
};
window.baton ??= baton;

function show(locale: Locale): void {
  const texts = TEXTS[locale];
  document.documentElement.lang = locale;
  for (const element of document.querySelectorAll<HTMLElement>("[data-text]")) {
    element.textContent = texts[element.dataset.text as TextKey];
  }
  document.querySelector(".scene")?.setAttribute("aria-label", texts.scene);
  document.querySelector("nav")?.setAttribute("aria-label", texts.language);
  for (const button of document.querySelectorAll<HTMLElement>("nav button")) {
    button.setAttribute("aria-current", String(button.dataset.locale === locale));
  }
}

for (const button of document.querySelectorAll<HTMLElement>("nav button")) {
  button.addEventListener("click", () => {
    show(button.dataset.locale as Locale);
    baton("setLocale", button.dataset.locale);
  });
}
document.querySelector("[data-testid=shop-ask]")?.addEventListener("click", () => baton("open"));
baton("on", "locale", ({ locale }: { locale: Locale }) => show(locale));
// The language that the widget will choose, too.
show(pickLocale([recall("baton:locale"), ...navigator.languages]));
