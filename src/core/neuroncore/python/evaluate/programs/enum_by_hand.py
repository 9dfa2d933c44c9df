class Color:
    RED = 1
    GREEN = 2
    names = {1: 'red', 2: 'green'}
    @classmethod
    def name_of(cls, value):
        return cls.names[value]
    @staticmethod
    def parse(text):
        return getattr(Color, text.upper())
print(Color.RED, Color.name_of(Color.GREEN), Color.parse('red'))
Color.BLUE = 3
print(Color.BLUE, hasattr(Color, 'PINK'))
