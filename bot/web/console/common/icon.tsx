/** Stroked on a 24 × 24 grid. */
const PATHS = {
  check: "M5 12.5 10 17.5 19.5 7",
  cross: "M6 6 18 18M18 6 6 18",
  back: "M14.5 5.5 8 12l6.5 6.5",
  down: "M12 5v13M6 12.5 12 18.5l6-6",
  send: "M12 19V5.5M6 11.5 12 5.5l6 6",
  insert: "M19 5v7a3 3 0 0 1-3 3H6M10 10.5 5.5 15l4.5 4.5",
  handBack: "M5 19v-7a3 3 0 0 1 3-3h10M14 13.5 18.5 9 14 4.5",
  lock: "M7 11V8a5 5 0 0 1 10 0v3M5.5 11h13v9h-13z",
  out: "M14 4.5H6v15h8M11 12h9.5M17 8.5l3.5 3.5L17 15.5",
  globe: "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM3.8 12h16.4M12 3.5c5 5.5 5 11.5 0 17-5-5.5-5-11.5 0-17z",
  alert: "M12 4 21 19.5H3zM12 10v4.5M12 17v.1",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20.5c.8-4 3.8-5.5 7.5-5.5s6.7 1.5 7.5 5.5",
  bot: "M5 9h14v10H5zM12 9V5M12 4.9v.1M9.5 13.5v1M14.5 13.5v1",
  inbox: "M4 13.5 6.5 5h11L20 13.5V19H4zM4 13.5h5a3 3 0 0 0 6 0h5",
  phone: "M6.5 4h3l1.5 4-2 1.5a11 11 0 0 0 5.5 5.5l1.5-2 4 1.5v3a2 2 0 0 1-2 2A14.5 14.5 0 0 1 4.5 6a2 2 0 0 1 2-2z",
  more: "M5.5 12.6a.6.6 0 1 0 0-1.2.6.6 0 0 0 0 1.2zM12 12.6a.6.6 0 1 0 0-1.2.6.6 0 0 0 0 1.2zM18.5 12.6a.6.6 0 1 0 0-1.2.6.6 0 0 0 0 1.2z",
  replies: "M4 6h16M4 11h16M4 16h9",
  eye: "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 14.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z",
  pencil: "M4.5 19.5l1-4L16 5l3 3L8.5 18.5zM13.5 7.5l3 3",
  reload: "M19.5 12a7.5 7.5 0 1 1-2.2-5.3M19.5 3.5v4.5H15",
  play: "M7.5 5v14l11-7z",
  moon: "M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10z",
  bubbles: "M4 5h12v9H9l-3.5 3V14H4zM19 9h1.5v8.5H19V20l-3-2.5h-4",
  calm: "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM9 10v.5M15 10v.5M8.5 14.5c2 2 5 2 7 0",
  tense: "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM9 10v.5M15 10v.5M8.5 15.5h7",
  frustrated: "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM9 10v.5M15 10v.5M8.5 16.5c2-2 5-2 7 0",
  furious:
    "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM7.5 8.5 10.5 10M16.5 8.5 13.5 10M9.3 11.5v.2M14.7 11.5v.2M8.5 16.8c2-2.3 5-2.3 7 0",
} as const;

export type IconName = keyof typeof PATHS;

/** A picture beside words that say the same. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
