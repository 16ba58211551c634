"""One reader per file format; each adds to a `Reading` and raises nothing for what is in a file."""

from bot.training.readers.json_file import read_json, read_json_lines
from bot.training.readers.reading import Reader
from bot.training.readers.table import read_csv, read_tsv
from bot.training.readers.yaml_file import read_yaml

#: By the end of a file's name, in lower case.
READERS: dict[str, Reader] = {
    ".yml": read_yaml,
    ".yaml": read_yaml,
    ".csv": read_csv,
    ".tsv": read_tsv,
    ".jsonl": read_json_lines,
    ".json": read_json,
}
