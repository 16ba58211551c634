"""Reading a message, beside the same encoder in plain transformers in the same run; memory and start of that alone."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence

from bot.cli.encoder import ensure_encoder
from bot.conversation.language import Language
from bot.settings import read_settings
from bot.training.export import packaged_encoder
from bot.understanding.understanding import Understanding, load_understanding
from tests.bench.table import quantiles, row

#: About twelve tokens each.
ENGLISH = (
    "when will my parcel from last week finally arrive?",
    "how much do you charge for delivery to Ireland?",
    "I would like to change the address of my order",
    "is the oak table in the spring sale still there?",
)
CHINESE = (
    "我上周买的包裹什么时候能到",
    "寄到爱尔兰的运费要多少钱",
    "我想改一下订单的收货地址",
    "春季促销的橡木桌子还有货吗",
)
ROUNDS = 50
BATCH = 32
GOAL = 6.0
#: What a process does that only reads messages, with the folders of encoder and model; said as JSON.
ALONE = """
import json, sys, time
from pathlib import Path
begun = time.perf_counter()
from bot.conversation.language import Language
from bot.understanding.understanding import load_understanding
imported = time.perf_counter()
understanding = load_understanding(Path(sys.argv[1]), Path(sys.argv[2]))
understanding.interpret_now(["where is my parcel", "我的包裹在哪里"], fallback=Language.ENGLISH)
ready = time.perf_counter()
status = open("/proc/self/status").read().split("VmRSS:")[1].split()[0] if sys.platform == "linux" else "0"
print(json.dumps([int(status) / 1000, imported - begun, ready - imported, "torch" in sys.modules]))
"""


def reading() -> None:
    """Print how long a message takes to be understood, and what a process needs for it."""
    settings = read_settings()
    encoder = ensure_encoder(settings, tell=print)
    understanding = load_understanding(encoder, settings.model, threads=1)
    eager = _eager()
    english, chinese = (timed(lambda text: one(understanding, text), texts) for texts in (ENGLISH, CHINESE))
    plain = timed(eager, ENGLISH)
    p50 = quantiles(plain)[0]
    row("plain transformers, fp32 eager, one thread", plain)
    row("encoder + heads, English", english)
    row("encoder + heads, Chinese", chinese)
    slowest = max(quantiles(english)[0], quantiles(chinese)[0])
    verdict = "met" if p50 / slowest >= GOAL else "missed"
    print(f"{'goal: a sixth of plain transformers':<52}    1/{p50 / slowest:.1f}   {verdict}")
    texts = [(ENGLISH + CHINESE)[i % 8] for i in range(BATCH)]
    begun = time.perf_counter()
    for _ in range(5):
        understanding.interpret_now(texts, fallback=Language.ENGLISH)
    print(f"{f'messages a second, {BATCH} at a time':<52}{5 * BATCH / (time.perf_counter() - begun):8.0f}")
    memory, imports, start, torch = json.loads(
        subprocess.run([sys.executable, "-c", ALONE, encoder, settings.model], capture_output=True, check=True).stdout
    )
    print(f"{'reading alone: memory (RSS)':<52}{memory:8.0f} MB   torch {'imported' if torch else 'not imported'}")
    print(f"{'reading alone: imports, then loading':<52}{imports:8.2f} s {start:8.2f} s")


def one(understanding: Understanding, text: str) -> None:
    """Understand one message."""
    understanding.interpret_now([text], fallback=Language.ENGLISH)


def timed(work: Callable[[str], object], texts: Sequence[str]) -> list[float]:
    """Return the seconds of each call, after a first round."""
    for text in texts:
        work(text)
    times = []
    for _ in range(ROUNDS):
        for text in texts:
            begun = time.perf_counter()
            work(text)
            times.append(time.perf_counter() - begun)
    return times


def _eager() -> Callable[[str], object]:
    import torch
    from transformers import AutoModel, AutoTokenizer
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    torch.set_num_threads(1)
    folder = packaged_encoder()
    tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    model = AutoModel.from_pretrained(folder, local_files_only=True).eval()

    def passed(text: str) -> object:
        with torch.no_grad():
            return model(**tokenizer(text, return_tensors="pt"))

    return passed


if __name__ == "__main__":
    reading()
