class Tensor:
    def __init__(self, shape, dtype='float32', buffer='sbuf'):
        self.shape, self.dtype, self.buffer = tuple(shape), dtype, buffer
    def __getitem__(self, index):
        index = index if isinstance(index, tuple) else (index,)
        shape = []
        for axis, size in enumerate(self.shape):
            i = index[axis] if axis < len(index) else slice(None)
            if isinstance(i, slice):
                start, stop, step = i.indices(size)
                shape.append(len(range(start, stop, step)))
            elif i is ...:
                shape.append(size)
            elif not -size <= i < size:
                raise IndexError(f'index {i} is out of bounds for axis {axis} with size {size}')
        return Tensor(shape, self.dtype, self.buffer)
    def __repr__(self):
        return f"Tensor({'x'.join(map(str, self.shape))}, {self.dtype}, {self.buffer})"
t = Tensor((128, 512))
print(t, t[0:64], t[:, 0:100:3], t[5], t[..., 1:3], t[-1, ::-1], t[0:1000])
try:
    t[200]
except IndexError as error:
    print(error)
log = []
def record(name):
    def call(*operands, **options):
        log.append((name, len(operands), sorted(options)))
        return operands[0] if operands else None
    return call
load, matmul = record('load'), record('matmul')
for i in range(2):
    for j in range(2):
        matmul(load(t[i * 64:(i + 1) * 64, j * 256:(j + 1) * 256], engine='dma'), t, accumulate=j > 0)
print(len(log), log[0], log[-1])
