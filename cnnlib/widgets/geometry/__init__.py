"""How gradients go back with stride, padding and dilation, for the image and for the kernel."""
