"""Memory is given back where the C library can."""

import ctypes

from vedette import memory


def test_freed_memory_is_given_back_to_the_system(monkeypatch):
    asked = []
    library = type("Library", (), {"malloc_trim": staticmethod(asked.append)})
    monkeypatch.setattr(ctypes, "CDLL", lambda _: library)
    memory.trim()
    assert asked == [0]


def test_a_library_that_cannot_is_left_alone(monkeypatch):
    monkeypatch.setattr(ctypes, "CDLL", lambda _: object())
    memory.trim()
