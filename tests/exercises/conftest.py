import pytest

from cnnlib.exercises import question, smallest


@pytest.fixture
def patient(monkeypatch):
    """No limit of time but a minute: on a busy machine, too, all pairs are tried and the search comes to its end."""
    monkeypatch.setattr(question, "FOR_PAIRS", 60)
    monkeypatch.setattr(question, "SECONDS", 60)
    monkeypatch.setattr(smallest, "SECONDS", 60)
