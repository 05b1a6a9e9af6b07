"""The Torch name of a graph's nodes."""

NODE = "nngraph.Node"
