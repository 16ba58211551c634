import { render } from "preact";
import { App } from "./app";
import { Announcer } from "./state/announcer";
import { Clock } from "./state/clock";
import { Language } from "./state/language";
import { Notices } from "./state/notices";
import type { Parts } from "./state/parts";
import { Session } from "./state/session";
import { Tone } from "./state/tone";
import { watchNarrow } from "./state/width";

const parts: Parts = {
  language: new Language(),
  clock: new Clock(),
  notices: new Notices(),
  announcer: new Announcer(),
  tone: new Tone(),
  narrow: watchNarrow(),
};
const session = new Session(parts);

addEventListener("beforeunload", (event) => {
  if (session.desk.value?.holdsUnsent) event.preventDefault();
});

const root = document.getElementById("console");
if (!root) throw new Error("the page has no #console");
render(<App parts={parts} session={session} />, root);
void session.begin();
