P_MAX, F_MAX = 128, 512
def div_ceil(n, d): return (n + d - 1) // d
def tiles(total, size):
    return [(i, i * size, min(size, total - i * size)) for i in range(div_ceil(total, size))]
print(tiles(300, 128), tiles(512, 512), div_ceil(1, 128))
class Config:
    def __init__(self, m, k, n, *, bufs=2):
        assert m % P_MAX == 0, f'M={m} must be a multiple of {P_MAX}'
        self.m, self.k, self.n, self.bufs = m, k, n, bufs
    @property
    def blocks(self): return self.m // P_MAX, div_ceil(self.n, F_MAX)
c = Config(256, 512, 1000)
print(c.blocks, f'{c.m}x{c.k}x{c.n}', f'{c.m * c.k * c.n * 2 / 1e9:.3f} GFLOP')
try:
    Config(100, 1, 1)
except AssertionError as error:
    print(error)
for i in range(c.blocks[0]):
    for j in range(c.blocks[1]):
        lo, hi = j * F_MAX, min((j + 1) * F_MAX, c.n)
        print(i, j, slice(lo, hi), hi - lo)
