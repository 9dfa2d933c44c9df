class Outer:
    class Inner:
        value = 5
        def show(self):
            return 'inner ' + str(self.value)
    def make(self):
        return Outer.Inner()
print(Outer().make().show(), Outer.Inner.value)
def factory(n):
    class Local:
        def get(self):
            return n
        def twice(self):
            return self.get() * 2
    return Local
print(factory(3)().twice(), factory(4)().get(), factory.__name__)
print(Outer.Inner.__qualname__, Outer.make.__qualname__, factory(1).__qualname__)
