"""What can be wrong where a whole network is worked out by hand, forward, back and through one update."""

SLIPS_BY_HAND = {
    # the pooled map
    "flattened by columns": "Yours flattens the pooled map column by column; it goes row by row.",
    "another order back": "Your gradients of a2 go to the windows in another order than they were flattened in.",
    "before the pooling": "Yours takes one corner of each window of a1; the weights are multiplied by a2, the largest.",
    "every cell paid, gates or not": "All cells of the window get its gradient, whether they won and are open or not.",
    "row and column of the winner exchanged": "Your winner stands at [v, u] of its window; it is at [u, v].",
    "pixels of the corner": "Yours takes the pixels that the pool window's first cell has read, not the winner.",
    "four in a row": "Your windows hold four cells that follow each other in reading order; a window is 2×2.",
    # the chain
    "w3 left out": "The weights w3 are missing on the way back: all winners of an example get the same.",
    "error left out": "On the way to the kernel the error a3 − y is left out.",
    "ReLU left out": "Yours pools z1 itself: on the way forward the ReLU is missing.",
    "the kernel's sum for the bias": "Yours adds up the kernel's gradient; the bias adds up dL_dz1, without pixels.",
    "b3's gradient for b1": "Your b1 gets the error, as b3 does; b1 adds up what arrives at the cells of z1.",
    "in units of t": "These are in units of t. Multiply by t.",
    # the update
    "uphill, or the error turned round": "The gradient is added, not subtracted, or the error is y − a3, not a3 − y.",
    "w3 too early": "w3 takes its step before it sends the gradient back to a2; the old w3 sends it.",
    "the gradient itself": "Yours is the gradient; asked is the parameter after its step.",
    "the step alone": "Yours is the step; asked is where it leads to.",
    "stays where it was": "Yours stays where it was; it takes its step, too.",
    "one after another": "Some of your gradients are taken after other parameters have moved; take all of them before.",
    "the other loss": "Yours is the other of the two losses: they are exchanged, or one of them stands twice.",
}
