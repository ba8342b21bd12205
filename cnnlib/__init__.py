"""Backpropagation in convolutional neural networks, one visible step at a time.

The package in reading order; nothing imports what stands below it:

    ops/        the maths. One op, one file: forward() above backward(), NumPy alone; where windows lie
    inputs      the door for what people bring: arrays of floats, or a sentence on what to write instead
    layers      what a network is built from; a layer says what it is and which op it runs
    network     layers in a row: every number on the way forward, every gradient on the way back
    gradcheck/  nudge every number both ways and compare: the referee of every gradient
    explain/    any cell of any tensor, opened into the terms that make it
    optim       gradient descent, momentum, Adam
    examples    the running 8×8 example, its smaller sister, ten digits (which lie in data/)
    mistakes/   backward passes as people get them wrong, and where that was met: for gradcheck to find
    slices      passes over many images in parts, so that others are served in between
    training    many steps on many digits, and the numbers that tell how it went
    draw/       numbers in, SVG out. One file, one picture, made of parts/ and ink/; charts/ are matplotlib's
    saving      for Jupyter Server: what is saved of an explorer is a still picture that says what to do
    widgets/    the explorers, a folder each, on stage/, which shows and reports and knows no maths
    predict/    for lessons: the reader types what will come out, and reads how near that was
    exercises/  for lessons: one file each; check() names the mistake, hint() helps, examine() takes your own code
    alt_text    for nbconvert: a picture's words in HTML pages
    server      for Jupyter Server: a slider that moves is answered at once
"""

__version__ = "0.1.0"
