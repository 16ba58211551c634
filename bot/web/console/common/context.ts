import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Desk } from "../state/desk";
import type { Language, Texts } from "../state/language";
import type { Parts } from "../state/parts";
import type { Session } from "../state/session";

type Shared = { parts: Parts; session: Session };

export const Shared = createContext<Shared | null>(null);

export function useShared(): Shared {
  const shared = useContext(Shared);
  if (!shared) throw new Error("used outside of App");
  return shared;
}

export function useTexts(): Texts {
  return useShared().parts.language.texts.value;
}

export function useLocale(): Language["locale"]["value"] {
  return useShared().parts.language.locale.value;
}

/** The server's time now, in milliseconds; whoever uses it is drawn again each second. */
export function useNow(): number {
  return useShared().parts.clock.now.value;
}

export function useDesk(): Desk {
  const desk = useShared().session.desk.value;
  if (!desk) throw new Error("used before anyone signed in");
  return desk;
}
