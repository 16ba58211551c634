import type { JSX } from "preact";

/** Apart from the others, for the handoff part draws it too and needs no other of them. */
export const PERSON = "M8.5 8a3.5 3.5 0 1 0 7 0 3.5 3.5 0 1 0-7 0zM5 20c.5-4 3-6 7-6s6.5 2 7 6";
/** Outlines on a 24 × 24 grid. */
const PATHS = {
  chat: "M4 6.5A2.5 2.5 0 0 1 6.5 4h11A2.5 2.5 0 0 1 20 6.5v7a2.5 2.5 0 0 1-2.5 2.5H11l-5 4v-4a2 2 0 0 1-2-2zM8.5 8.5h7M8.5 12H13",
  close: "M6 6l12 12M18 6L6 18",
  down: "M6 9.5l6 6 6-6",
  globe: "M3.5 12a8.5 8.5 0 1 0 17 0 8.5 8.5 0 1 0-17 0zh17M12 3.5c5 5 5 12 0 17M12 3.5c-5 5-5 12 0 17",
  person: PERSON,
  send: "M12 19V5.5M6 11l6-6 6 6",
  bot: "M8 8h8a3 3 0 0 1 3 3v4.5a3 3 0 0 1-3 3H8a3 3 0 0 1-3-3V11a3 3 0 0 1 3-3zM12 8V4.5M9.5 12.5V14M14.5 12.5V14M2.5 12v3M21.5 12v3",
  alert: "M3.5 12a8.5 8.5 0 1 0 17 0 8.5 8.5 0 1 0-17 0zM12 7.5V13M12 16.3v.1",
};

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }): JSX.Element {
  return <Outline path={PATHS[name]} />;
}

/** Always decoration beside a text or an aria-label. */
export function Outline({ path }: { path: string }): JSX.Element {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true">
      <path d={path} />
    </svg>
  );
}
