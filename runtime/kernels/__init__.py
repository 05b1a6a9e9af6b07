"""What layers, tensors and optimizers compute with: threads, matrix products, oneDNN."""
