import type { ReadonlySignal } from "@preact/signals";
import type { Announcer } from "./announcer";
import type { Clock } from "./clock";
import type { Language } from "./language";
import type { Notices } from "./notices";
import type { Tone } from "./tone";

/** What every page of the console shares; made once, in `main`. */
export type Parts = {
  language: Language;
  clock: Clock;
  notices: Notices;
  announcer: Announcer;
  tone: Tone;
  /** Whether only one pane fits on the screen. */
  narrow: ReadonlySignal<boolean>;
};
