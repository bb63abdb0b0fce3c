"""Trained networks made quick: the same numbers, sooner.

`traced` turns a network into a graph, `folding` takes layers out of it that can be computed
beforehand, `rewriting` puts in the form of each layer that is quick on the device, and
`cuda_graph` replays all of it on a GPU as one command.
"""
