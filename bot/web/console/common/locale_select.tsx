import { LOCALES, type Locale } from "../../shared/locale";
import { useShared, useTexts } from "./context";
import { Icon } from "./icon";

export function LocaleSelect() {
  const { language } = useShared().parts;
  const texts = useTexts();
  return (
    <label class="locale">
      <Icon name="globe" />
      <span class="only-spoken">{texts.language}</span>
      <select
        data-testid="locale"
        value={language.locale.value}
        onChange={(event) => language.choose(event.currentTarget.value as Locale)}
      >
        {LOCALES.map(({ locale, name }) => (
          <option key={locale} value={locale} lang={locale}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
