"""The ranking: nearest first, past answers only where they are near; where nothing is known, the order of the file."""

import numpy as np

from bot.engine.replies import MOST_PAST, Findable, Suggested, Vector, ranked


def towards(angle: float) -> Vector:
    return np.array([np.cos(angle), np.sin(angle)], np.float32)


def reply(name: str, *texts: str, source: str = "canned") -> Findable:
    return Findable(reply=Suggested(id=name, title=name, text=name, source=source), texts=texts or (name,))


ASKED = towards(0.0)


def test_the_nearest_comes_first_with_its_cosine() -> None:
    vectors = {"far": towards(1.5), "near": towards(0.1), "middle": towards(0.8)}
    found = ranked([reply("far"), reply("near"), reply("middle")], vectors, ASKED)
    assert [r.id for r in found] == ["near", "middle", "far"]
    assert found[0].score == round(float(np.cos(0.1)), 4)


def test_a_reply_is_as_near_as_the_nearest_of_its_texts() -> None:
    vectors = {"a": towards(1.5), "b": towards(0.0), "c": towards(0.5)}
    assert [r.id for r in ranked([reply("one", "c"), reply("two", "a", "b")], vectors, ASKED)] == ["two", "one"]


def test_what_has_no_vector_yet_comes_last_and_equals_keep_their_order() -> None:
    vectors = {"b": towards(0.3), "c": towards(0.3)}
    found = ranked([reply("a"), reply("b"), reply("c")], vectors, ASKED)
    assert [(r.id, r.score is None) for r in found] == [("b", False), ("c", False), ("a", True)]


def test_of_past_answers_only_the_few_that_are_near() -> None:
    near = [reply(f"p{n}", "near", source="past") for n in range(MOST_PAST + 2)]
    far = [reply("far", "far", source="past"), reply("unread", "unread", source="past")]
    vectors = {"near": towards(0.1), "far": towards(1.4), "canned": towards(1.4)}
    found = ranked([*far, *near, reply("canned")], vectors, ASKED)
    assert [r.id for r in found] == [*(f"p{n}" for n in range(MOST_PAST)), "canned"]
