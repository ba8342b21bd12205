"""A prediction in a real JupyterLab: the answer waits out of sight, what is typed is answered."""

import nbformat
import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("lab", [True], indirect=True, ids=["subshells-on"])]
ASK = """from cnnlib.predict import predict
slope = 3 * -0.25
predict("How far does L move, for one unit of w?", slope)"""
SAVE = "() => window.jupyterapp.commands.execute('docmanager:save')"


@pytest.fixture
def asked(lab, page):
    """A stored lesson of two cells, open as in a fresh clone."""
    told = nbformat.v4.new_output("stream", text="the answer\nis -0.75\n")
    still = nbformat.v4.new_output("display_data", data={"text/markdown": "*Run this cell.*", "text/plain": "Run"})
    cells = [nbformat.v4.new_code_cell(ASK, outputs=[still], execution_count=1),
             nbformat.v4.new_code_cell("print('the answer')\nprint('is', slope)", outputs=[told], execution_count=2,
                                       metadata={"jupyter": {"outputs_hidden": True}})]
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": {
        "name": "python3", "display_name": "Python 3", "language": "python"}}), lab.folder / "asked.ipynb")
    lab.open(page, "asked.ipynb")
    return page


def test_the_stored_answer_is_out_of_sight_until_its_cell_is_run(asked, lab, screenshot):
    expect(asked.get_by_text("Run this cell.")).to_be_visible()
    expect(asked.locator(".jp-OutputPlaceholder")).to_be_visible()
    expect(asked.get_by_text("is -0.75")).to_have_count(0)
    assert asked.locator(".jp-PlaceholderText").evaluate("text => getComputedStyle(text).fontSize") == "0px"
    screenshot(asked, "predict_stored")
    lab.run_all(asked)
    expect(asked.get_by_text("is -0.75")).to_be_visible()


def test_what_is_typed_is_answered_in_words_and_stays(asked, lab, screenshot):
    lab.run_all(asked)
    entry = asked.get_by_label("You say")
    for typed, said in (("0,75", "The size is right, the sign is not"), ("about -1", "is no number"),
                        ("-3/4", "You said -3/4: right.")):
        entry.fill(typed)
        entry.press("Enter")
        expect(asked.get_by_text(said)).to_be_visible()
        expect(entry).to_have_value(typed)
    screenshot(asked, "predict_answered")


def test_saved_and_opened_again_it_asks_to_be_run(asked, lab):
    lab.run_all(asked)
    expect(asked.get_by_label("You say")).to_be_visible()
    asked.evaluate(SAVE)
    asked.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    lab.open(asked, "asked.ipynb")
    expect(asked.get_by_text("Run this cell (Shift+Enter)")).to_be_visible()
    expect(asked.get_by_text("model not found")).to_have_count(0)
