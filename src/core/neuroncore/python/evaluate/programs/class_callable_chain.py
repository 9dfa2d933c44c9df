class Builder:
    def __init__(self): self.parts = []
    def add(self, part):
        self.parts.append(part)
        return self
    def __call__(self, sep='-'):
        return sep.join(self.parts)
print(Builder().add('a').add('b')(), Builder().add('x').add('y')(sep='+'))
add = Builder().add
print(add('q').parts, add('r').parts)
