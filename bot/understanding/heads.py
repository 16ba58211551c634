"""The trained heads: from an embedding and n-grams to intent, feeling and out-of-scope, in numpy."""

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from bot.conversation.errors import BadConfiguration
from bot.understanding.encoder import Encoder, Vectors, file_hash
from bot.understanding.features import BUCKETS, FEATURES_VERSION, Rows
from bot.understanding.frustration import DEFAULT_CURVE, FrustrationCurve
from bot.understanding.out_of_scope import Known, OutOfScope, doubts

Floats = NDArray[np.float32]

#: Raised when the files of a model folder change their meaning.
FORMAT = 2
WEIGHTS_FILE, CONFIG_FILE = "heads.safetensors", "config.json"
#: What a customer who feels so has as sentiment.
SENTIMENTS = {"angry": -1.0, "annoyed": -0.5, "calm": 0.0, "happy": 1.0}
#: The label of sentences that are none of the shop's business.
OUT_OF_SCOPE = "out_of_scope"


class EncoderMade(msgspec.Struct, frozen=True, kw_only=True):
    """The encoder that the heads were trained on."""

    name: str
    fingerprint: str
    dimensions: int


class HeadsConfig(msgspec.Struct, frozen=True, kw_only=True):
    """What `config.json` says.

    Attributes:
        name: of the model, in every interpretation.
        id2label: intents, by column.
        feelings: by column, after the intents.
        temperature: that the intents' logits are divided by.
        feeling_temperature: that the feelings' logits are divided by.
        thresholds: `need`: confidence from which an intent counts among the needs.
        features: version of `understanding.features`.
        glossary: fingerprint of the glossary.
        data: SHA-256 of the training data.
        weights: SHA-256 of `heads.safetensors`.
        frustration: the course of a conversation to 0…1.
        scores: measured when it was trained; empty where it was not.
    """

    format: int
    name: str
    id2label: dict[str, str]
    feelings: tuple[str, ...]
    thresholds: dict[str, float]
    encoder: EncoderMade
    features: int
    glossary: str
    data: str
    seed: int
    temperature: float = 1.0
    feeling_temperature: float = 1.0
    out_of_scope: OutOfScope = OutOfScope()
    frustration: FrustrationCurve = DEFAULT_CURVE
    weights: str = ""
    scores: dict[str, float] = {}

    @property
    def intents(self) -> tuple[str, ...]:
        """Intents in the order of the columns."""
        return tuple(self.id2label[str(column)] for column in range(len(self.id2label)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What was learnt; intents' columns come first, then feelings'.

    Attributes:
        centre: (dimensions) taken from each embedding.
        dense: (dimensions, columns)
        bias: (columns)
        table: (buckets, columns) in half precision.
        row_weight: (buckets) how telling a row is; 0 for one never seen.
        known: where the intents lie.
    """

    centre: Floats
    dense: Floats
    bias: Floats
    table: NDArray[np.float16]
    row_weight: NDArray[np.float16]
    known: Known


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What the heads say of one text.

    Attributes:
        intents: (intents) calibrated probabilities, summing to 1.
        sentiment: −1 … 1.
    """

    intents: Floats
    out_of_scope: float
    sentiment: float


class Heads:
    """Trained heads.

    Args:
        config: its `id2label` and `feelings` name the columns of the weights.
    """

    def __init__(self, config: HeadsConfig, weights: Weights) -> None:
        self.config = config
        self.intents = config.intents
        self.model = f"{config.name}@{config.data[:12]}"
        self._weights = weights
        # Half precision halves the file; in memory it would be converted at every message.
        self._table = weights.table.astype(np.float32)
        self._row_weight = weights.row_weight.astype(np.float32)
        self._known = weights.known.ready()
        self._sentiments = np.array([SENTIMENTS[f] for f in config.feelings], np.float32)
        self._outside = self.intents.index(OUT_OF_SCOPE) if OUT_OF_SCOPE in self.intents else None

    def check(self, encoder: Encoder, glossary: str) -> None:
        """Make sure that these heads can read what this encoder and glossary give.

        Raises:
            BadConfiguration: they were trained on others.
        """
        made = self.config.encoder
        problems = []
        if encoder.fingerprint != made.fingerprint:
            problems.append(
                f"model `{self.config.name}` was trained on encoder `{made.name}` ({made.fingerprint[:12]})"
            )
        if (self.config.features, self.config.glossary) != (FEATURES_VERSION, glossary):
            problems.append(f"model `{self.config.name}` was trained on another list of words (`chinese_words.txt`)")
        if problems:
            raise BadConfiguration(*(f"{p}: run `baton train`" for p in problems))

    def judge(self, vectors: Vectors, rows: Sequence[Rows]) -> list[Judged]:
        """Return what is meant, for each embedding (n, dimensions) and its rows of the n-gram table."""
        weights = self._weights
        scores = (vectors - weights.centre) @ weights.dense + weights.bias
        distances = self._known.distance(vectors)
        return [
            self._judged(score + self._from_table(on), distances[i : i + 1])
            for i, (score, on) in enumerate(zip(scores, rows, strict=True))
        ]

    def _from_table(self, rows: Rows) -> Floats:
        """Return (columns): the rows' sum, their weights at length 1."""
        weight = self._row_weight[rows]
        length = max(math.sqrt(weight @ weight), 1e-6)
        result: Floats = weight @ self._table[rows] / length
        return result

    def _judged(self, score: Floats, distance: Floats) -> Judged:
        config, count = self.config, len(self.intents)
        feelings = softmax(score[count:] / config.feeling_temperature) if len(score) > count else score[count:]
        doubted = doubts(score[None, :count], config.temperature, distance, self._outside)
        return Judged(
            intents=softmax(score[:count] / config.temperature),
            out_of_scope=float(config.out_of_scope.chance(doubted)[0]),
            sentiment=float(feelings @ self._sentiments) if len(feelings) else 0.0,
        )


def softmax(scores: Floats) -> Floats:
    """Return probabilities over the last axis."""
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    result: Floats = powers / powers.sum(axis=-1, keepdims=True)
    return result


def load_heads(folder: Path) -> Heads:
    """Return the heads in a model folder.

    Raises:
        BadConfiguration: a file is missing, damaged, or of another version.
    """
    config = _config(folder / CONFIG_FILE)
    weights_file = folder / WEIGHTS_FILE
    if not weights_file.is_file():
        raise BadConfiguration(f"{weights_file}: not found; run `baton train`")
    if file_hash(weights_file) != config.weights:
        raise BadConfiguration(
            f"{weights_file}: damaged or from another training than {CONFIG_FILE}; run `baton train`"
        )
    from safetensors.numpy import load_file

    return Heads(config, _checked(load_file(weights_file), config, weights_file))


def trained_intents(folder: Path) -> tuple[str, ...] | None:
    """Return every label that the model in a folder gives; None where there is none.

    Raises:
        BadConfiguration: it is damaged or of another version.
    """
    file = folder / CONFIG_FILE
    return _config(file).intents if file.exists() else None


def save_heads(folder: Path, config: HeadsConfig, weights: Weights) -> None:
    """Write heads to a folder, the hash of the weights into the config."""
    from safetensors.numpy import save

    known = {f"known.{name}": getattr(weights.known, name) for name in Known.__slots__}
    plain = {name: getattr(weights, name) for name in Weights.__slots__ if name != "known"}
    tensors = {name: np.ascontiguousarray(tensor) for name, tensor in {**plain, **known}.items()}
    data = save(tensors, metadata={"format": str(FORMAT)})
    folder.mkdir(parents=True, exist_ok=True)
    (folder / WEIGHTS_FILE).write_bytes(data)
    hashed = msgspec.structs.replace(config, weights=hashlib.sha256(data).hexdigest())
    (folder / CONFIG_FILE).write_bytes(msgspec.json.format(msgspec.json.encode(hashed), indent=2) + b"\n")


def _config(path: Path) -> HeadsConfig:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise BadConfiguration(f"{path}: not found; run `baton train`") from error
    try:
        found = msgspec.json.decode(raw, type=dict[str, Any]).get("format")
        if found != FORMAT:
            raise BadConfiguration(
                f"{path}: format `{found}` is not {FORMAT}, the one that this Baton reads; run `baton train`"
            )
        return msgspec.json.decode(raw, type=HeadsConfig)
    except msgspec.MsgspecError as error:
        raise BadConfiguration(f"{path}: {error}; run `baton train`") from error


def _checked(tensors: Mapping[str, NDArray[Any]], config: HeadsConfig, path: Path) -> Weights:
    columns, dimensions = len(config.id2label) + len(config.feelings), config.encoder.dimensions
    shapes = {
        "centre": (dimensions,),
        "dense": (dimensions, columns),
        "bias": (columns,),
        "table": (BUCKETS, columns),
        "row_weight": (BUCKETS,),
    }
    wrong = [name for name, shape in shapes.items() if name not in tensors or tensors[name].shape != shape]
    wrong += [name for name in (f"known.{part}" for part in Known.__slots__) if name not in tensors]
    if wrong:
        raise BadConfiguration(f"{path}: {', '.join(wrong)} missing or of another shape; run `baton train`")
    known = Known(**{name: tensors[f"known.{name}"] for name in Known.__slots__})
    return Weights(**{name: tensors[name] for name in shapes}, known=known)
