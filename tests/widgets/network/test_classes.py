"""What the gauge of NetworkExplorer says of classes and of examples."""

from xml.sax.saxutils import escape

import numpy as np
import pytest
from front_end import FrontEnd
from networks import network

from cnnlib.draw import plain
from cnnlib.draw.parts.gauge import percent
from cnnlib.widgets import NetworkExplorer
from cnnlib.widgets.network.words import said


def says(explorer):
    """What the gauge is told: the answer it asks for, the share it gives it, the note below."""
    answer, share, _, _, note = said(explorer.numbers(explorer.state), brought=True)
    return answer, share, note


@pytest.mark.parametrize("name", ["three classes", "sixteen filters", "sigmoids all the way"])
def test_of_classes_the_gauge_shows_how_sure_the_network_is_of_the_label_and_which_gets_most(name):
    explorer = NetworkExplorer(*network(name, 3))
    for example in range(3):
        explorer.example.value = example
        run = explorer.numbers(explorer.state).run
        shares = run.trace[run.net.steps[-1].output][example]
        wanted, best = np.argmax(run.y[example]), np.argmax(shares)
        answer, share, note = says(explorer)
        assert (answer, share) == (f"class {wanted}?", shares[wanted])
        assert note == (f"example {example} of 3: its label is class {wanted}; "
                        f"class {best} gets most, {plain(shares[best])}")
        assert f"class {wanted}?" in explorer.picture(explorer.state).svg
        assert escape(percent(share)) in explorer.picture(explorer.state).svg


def test_of_two_answers_the_gauge_shows_the_share_of_1_and_the_label_of_the_example():
    explorer = NetworkExplorer(*network("stacked channels")[:2], x=network("stacked channels", 2)[2], y=[[1], [0]])
    assert says(explorer)[0] == "class 1?" and says(explorer)[2] == "example 0 of 2: y = 1"
    explorer.example.value = 1
    run = explorer.numbers(explorer.state).run
    assert says(explorer) == ("class 1?", run.trace["a3"][1, 0], "example 1 of 2: y = 0")


def test_a_single_image_of_ones_own_with_classes_is_called_so():
    explorer = NetworkExplorer(*network("three classes"))
    assert says(explorer)[2].startswith("your image: its label is class 0; class ")
    assert says(explorer)[0] == "class 0?"


def test_a_number_typed_into_one_filter_is_foretold_with_its_whole_index():
    explorer = NetworkExplorer(*network("two filters"))
    front = FrontEnd(explorer)
    front.send(kind="type", matrix="w1", row=0, column=2, filter=1, text="0.75")
    assert explorer.state.params["w1"][0, 2, 0, 1] == 0.75
    now = explorer.numbers(explorer.state)
    assert now.change.cell == ("w1", (0, 2, 0, 1))
    assert says(explorer)[2].startswith(f"the gradient of w⁽¹⁾[0, 2, 1] foretold {plain(now.change.foretold)}; ")
    front.check("typing")


def test_a_network_of_ones_own_is_not_asked_to_say_8():
    assert "8" in NetworkExplorer().stage.status
    explorer = NetworkExplorer(*network("three classes"))
    assert explorer.stage.status == "Drag this number: can you make it surer? Then press Step."
