// The entry of dist/widget_handoff.js.
import { Bar } from "./bar";
import styles from "./handoff.css";
import { noteText } from "./notes";
import type { HandoffPart } from "./part";
import { Rating } from "./rating";
import { Voice } from "./voice";

const part: HandoffPart = { styles, noteText, Bar, Rating, Voice };
export default part;
