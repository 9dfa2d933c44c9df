shape = (64, 512)
assert len(shape) == 2
assert shape[0] == 128, f'expected 128 partitions, got {shape[0]}'
