import { fill, tagOf } from "../../shared/locale";
import { useLocale, useTexts } from "../common/context";
import { Icon } from "../common/icon";
import type { Attachment } from "../state/files";

/** The files of a message: pictures and sounds in place, others to be saved. */
export function Attachments({ attachments }: { attachments: readonly Attachment[] }) {
  return (
    <span class="files">
      {attachments.map((attachment, index) => (
        <OneFile key={index} attachment={attachment} />
      ))}
    </span>
  );
}

function OneFile({ attachment }: { attachment: Attachment }) {
  const { files: texts } = useTexts();
  const { kind, title, file_id, media_type } = attachment;
  if (file_id === null) return <Missing attachment={attachment} />;
  const address = `/files/${encodeURIComponent(file_id)}`;
  if (media_type.startsWith("image/")) {
    return (
      <a class="file-picture" href={address} target="_blank" rel="noopener noreferrer" data-testid="picture">
        <img src={address} alt={fill(texts.picture, { name: title })} loading="lazy" />
      </a>
    );
  }
  // A voice of Messenger is an MP4 that holds nothing to look at.
  if (kind === "audio" || media_type.startsWith("audio/")) {
    return <audio class="file-sound" controls preload="none" src={address} aria-label={fill(texts.sound, { name: title })} />;
  }
  if (media_type.startsWith("video/")) {
    return <video class="file-film" controls preload="none" src={address} aria-label={fill(texts.film, { name: title })} />;
  }
  return (
    <a class="file-link" href={address} download={title} data-testid="file">
      <Icon name="clip" />
      <span>
        {title} <Size bytes={attachment.size} />
      </span>
    </a>
  );
}

function Missing({ attachment: { kind, title, problem } }: { attachment: Attachment }) {
  const { files: texts } = useTexts();
  const name = title || (texts.kinds as Readonly<Record<string, string>>)[kind] || kind;
  return (
    <span class="file-missing" data-testid="file-missing">
      {problem && <Icon name="alert" />}
      <span>
        {problem ? fill(texts.notKept, { name }) : name} {problem && <span lang="en">{problem}</span>}
      </span>
    </span>
  );
}

function Size({ bytes }: { bytes: number }) {
  const [amount, unit] = bytes < 1_000_000 ? [Math.max(bytes / 1000, 0.1), "kilobyte"] : [bytes / 1_000_000, "megabyte"];
  const numbers = new Intl.NumberFormat(tagOf(useLocale()), { style: "unit", unit, maximumFractionDigits: 1 });
  return <span class="file-size">{numbers.format(amount)}</span>;
}
