"""A BERT of two layers, as Hugging Face writes its folders."""

import string
from collections.abc import Iterable
from pathlib import Path


def tiny_bert(folder: Path, words: Iterable[str], *, seed: int = 0) -> Path:
    """Write an encoder that was never trained, knows some words and spells the others, and return its folder."""
    import torch
    from transformers import BertConfig, BertModel, BertTokenizer
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    letters = [f"{before}{letter}" for before in ("", "##") for letter in string.ascii_lowercase]
    vocabulary = list(dict.fromkeys(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *words, *letters]))
    torch.manual_seed(seed)
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
    )
    BertModel(config).save_pretrained(folder)
    BertTokenizer(vocab={word: place for place, word in enumerate(vocabulary)}).save_pretrained(folder)
    return folder
