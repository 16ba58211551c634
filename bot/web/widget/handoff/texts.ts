import en from "../../locales/handoff.en.json";
import hans from "../../locales/handoff.zh-Hans.json";
import hant from "../../locales/handoff.zh-Hant.json";
import { fill, type Locale } from "../../shared/locale";

export type HandoffKey = keyof typeof en;
/** Says a text about the wait in one language. */
export type SayHandoff = (key: HandoffKey, values?: Readonly<Record<string, string | number>>) => string;

const TEXTS: Readonly<Record<Locale, Readonly<Record<HandoffKey, string>>>> = { en, "zh-Hans": hans, "zh-Hant": hant };

export function sayHandoffIn(locale: Locale): SayHandoff {
  return (key, values = {}) => fill(TEXTS[locale][key], values);
}
