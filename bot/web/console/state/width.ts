import { signal } from "@preact/signals";

// The same width as in css/panes.css, where panes become one at a time.
const query = "(max-width: 900px)";

/** Whether only one pane fits on the screen. */
export function watchNarrow() {
  const media = matchMedia(query);
  const narrow = signal(media.matches);
  media.addEventListener("change", () => (narrow.value = media.matches));
  return narrow;
}
