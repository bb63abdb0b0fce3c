"""1×1 Bottleneck: what a 1×1 convolution does, what it saves, and what the machine says."""
