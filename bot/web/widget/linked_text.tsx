import type { JSX } from "preact";
import type { Say } from "./texts";

// Ends before the punctuation that closes the sentence, and before the first Chinese character or mark.
// Escaped, because a regular expression stays as it is written here and a host page may not be UTF-8.
const ADDRESS = /(https?:\/\/[^\s<>"'\u2018-\u201d\u2e80-\uffef]*[^\s<>"'\u2018-\u201d\u2e80-\uffef.,;:!?)\]])/g;

/** Text as text, with its web addresses made into links. */
export function LinkedText({ text, say }: { text: string; say: Say }): JSX.Element {
  return (
    <>
      {text.split(ADDRESS).map((piece, index) =>
        // split() puts what the group matched at the odd places.
        index % 2 === 0 ? (
          piece
        ) : (
          <a key={index} href={piece} target="_blank" rel="noopener noreferrer nofollow">
            {piece}
            <span class="sr"> {say("new_tab")}</span>
          </a>
        ),
      )}
    </>
  );
}
