"""How a picture shows itself: in a notebook as two outputs, elsewhere as one bundle of formats or as HTML."""

from xml.sax.saxutils import escape


class Shown:
    """What a picture with title, caption and words needs to be seen in every front end.

    A subclass gives bundle() -> ({format: picture}, its metadata), element() -> HTML,
    and its repr: title, words.
    """

    def _ipython_display_(self):
        present(self)

    def _repr_mimebundle_(self, include=None, exclude=None):
        return self.bundle()

    def _repr_html_(self):
        return html(self)


def present(picture, caption=None, view=(), when=""):
    """Display a picture, or a live view where a front end has one, then its caption, the words folded.

    when: what the words are about, such as ", as it opens"
    """
    from IPython.display import display  # only a notebook needs IPython

    data, metadata = picture.bundle()
    display({**dict(view), **data}, raw=True, metadata=metadata)
    caption = caption or picture.caption
    display({"text/markdown": f"*{caption}*\n\n{folded(picture, when)}", "text/plain": caption}, raw=True)


def folded(picture, when=""):
    """The words, out of sight until somebody opens them: a style that hides text does not survive GitHub."""
    title, words = repr(picture).split("\n", 1)
    return f"<details><summary>In words{when}: {escape(title)}</summary>\n\n```\n{words}\n```\n\n</details>"


def html(picture, caption=None):
    """The picture and its caption as HTML, for front ends that ask for nothing else."""
    title, words = escape(repr(picture)).split("\n", 1)
    caption = escape(caption or picture.caption)
    return (f"<figure>{picture.element()}<figcaption>{caption}</figcaption></figure>"
            f"<details><summary>In words: {title}</summary><pre>{words}</pre></details>")
