import { computed, effect, signal } from "@preact/signals";
import en from "../../locales/console.en.json";
import hans from "../../locales/console.zh-Hans.json";
import hant from "../../locales/console.zh-Hant.json";
import { LOCALES, type Locale, pickLocale } from "../../shared/locale";
import { recall, remember } from "../../shared/storage";

export type Texts = typeof en;

const TEXTS: Record<Locale, Texts> = { en, "zh-Hans": hans, "zh-Hant": hant };
const KEPT_AS = "baton.console.locale";

/** The console's own language: the agent's choice, not the customer's. */
export class Language {
  readonly locale = signal<Locale>(kept() ?? pickLocale(navigator.languages));
  readonly texts = computed(() => TEXTS[this.locale.value]);

  constructor() {
    effect(() => {
      document.documentElement.lang = this.locale.value;
    });
  }

  choose(locale: Locale): void {
    this.locale.value = locale;
    remember(KEPT_AS, locale);
  }
}

function kept(): Locale | null {
  const value = recall(KEPT_AS);
  return LOCALES.find(({ locale }) => locale === value)?.locale ?? null;
}
