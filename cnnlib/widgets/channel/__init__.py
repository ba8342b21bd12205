"""One convolution with two channels in and two filters: which sum runs over what."""
