"""The model card: what a model was made from, what it is good for, and where it fails."""

from collections import Counter

import numpy as np

from bot.conversation.interpretation import Entity
from bot.training.data import TrainingData
from bot.training.evaluate import FOLDS, HeldOut
from bot.training.measures import recall_and_precision
from bot.understanding.entities import entities
from bot.understanding.heads import OUT_OF_SCOPE, HeadsConfig

PLOTS_FOLDER = "plots"
_MOST_CONFUSED = 10


def card(config: HeadsConfig, data: TrainingData, unseen: HeldOut, *, folds: int) -> str:
    """Return the model card as Markdown, made from the same figures as `config.json`."""
    return "\n".join(
        [
            *_front(config),
            f"# {config.name}",
            "",
            "What a customer's message wants and how it feels: linear heads over a sentence encoder and n-grams.",
            "Written by `baton train`; do not edit.",
            "",
            *_made_from(config, data),
            *_measured(config, folds),
            *_by_intent(config, unseen),
            *_confusions(config, unseen),
            *_entities(data),
            *_limits(),
        ]
    )


def _front(config: HeadsConfig) -> list[str]:
    return [
        "---",
        "language: [en, zh]",
        "license: apache-2.0",
        "library_name: baton",
        "pipeline_tag: text-classification",
        f"base_model: {config.encoder.name}",
        "---",
        "",
    ]


def _made_from(config: HeadsConfig, data: TrainingData) -> list[str]:
    return [
        "## Made from",
        "",
        f"* {len(data.intents)} sentences in {len(config.id2label)} intents",
        f"* {len(data.feelings)} sentences in {len(config.feelings)} feelings",
        f"* both from the project's own `training_data/`, under its licence; hash `{config.data[:16]}`",
        f"* encoder `{config.encoder.name}`, int8, weights `{config.encoder.fingerprint[:16]}`",
        "* words of `bot/understanding/chinese_words.txt`, in English, stand beside the n-grams of Chinese text",
        f"* softmax regression, L-BFGS; seed of the folds {config.seed}",
        f"* temperature {config.temperature} (intents), {config.feeling_temperature} (feelings)",
        "",
    ]


def _measured(config: HeadsConfig, folds: int) -> list[str]:
    how = (
        "Five-fold cross-validation, stratified by intent and language"
        if folds == FOLDS
        else "One held-out fifth only: rough figures"
    )
    return [
        "## Measured",
        "",
        f"{how}; temperature and the out-of-scope curve are fitted on the same held-out answers.",
        "",
        "| figure | value |",
        "|---|---|",
        *(f"| {name} | {value:.3f} |" for name, value in config.scores.items()),
        "",
        f"![calibration]({PLOTS_FOLDER}/calibration.png)",
        *([f"![out-of-scope curve]({PLOTS_FOLDER}/out_of_scope.png)"] if OUT_OF_SCOPE in config.intents else []),
        "",
    ]


def _by_intent(config: HeadsConfig, unseen: HeldOut) -> list[str]:
    guesses = unseen.scores.argmax(axis=1)
    recall, precision = recall_and_precision(guesses, unseen.labels, len(config.id2label))
    counts = np.bincount(unseen.labels, minlength=len(config.id2label))
    return [
        "## By intent",
        "",
        "| intent | sentences | precision | recall |",
        "|---|---|---|---|",
        *(
            f"| {intent} | {counts[i]} | {precision[i]:.2f} | {recall[i]:.2f} |"
            for i, intent in enumerate(config.intents)
        ),
        "",
    ]


def _confusions(config: HeadsConfig, unseen: HeldOut) -> list[str]:
    guesses = unseen.scores.argmax(axis=1)
    wrong = Counter(
        (config.intents[label], config.intents[guess])
        for label, guess in zip(unseen.labels, guesses, strict=True)
        if label != guess
    )
    worst = sorted(wrong.items(), key=lambda item: (-item[1], item[0]))[:_MOST_CONFUSED]
    return [
        "## Worst confusions",
        "",
        "| meant | taken for | times |",
        "|---|---|---|",
        *(f"| {meant} | {taken} | {times} |" for (meant, taken), times in worst),
        "",
        f"![confusions]({PLOTS_FOLDER}/confusion.png)",
        "",
    ]


def _entities(data: TrainingData) -> list[str]:
    """Compare what the rules find with the annotations."""
    annotated, found, right = Counter[str](), Counter[str](), Counter[str]()
    for sentence in data.intents:
        wanted, got = set(map(_key, sentence.entities)), set(map(_key, entities(sentence.text)))
        annotated.update(name for name, _ in wanted)
        found.update(name for name, _ in got)
        right.update(name for name, _ in wanted & got)
    return [
        "## Entities (rules, not trained)",
        "",
        "| entity | annotated | found | right |",
        "|---|---|---|---|",
        *(f"| {name} | {annotated[name]} | {found[name]} | {right[name]} |" for name in sorted(annotated | found)),
        "",
    ]


def _key(entity: Entity) -> tuple[str, str]:
    return entity.name, entity.value.lstrip("#").upper()


def _limits() -> list[str]:
    return [
        "## Limits",
        "",
        "* English, Simplified and Traditional Chinese, mixed too. Other languages are read badly.",
        "* The sentences are written for training, not taken from real customers; real traffic is harder.",
        "* A message is read alone: «and the blue one?» says nothing without what came before.",
        "* Sarcasm is caught where the words give it away, and missed where only the situation does.",
        "* The first 128 tokens and 1,000 characters of a message are read.",
        "",
    ]
