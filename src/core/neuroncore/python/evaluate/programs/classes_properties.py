class Temperature:
    def __init__(self, c):
        self._c = c
    @property
    def celsius(self):
        return self._c
    @celsius.setter
    def celsius(self, value):
        if value < -273:
            raise ValueError('too cold')
        self._c = value
    @property
    def fahrenheit(self):
        return self._c * 9 / 5 + 32
t = Temperature(100)
print(t.celsius, t.fahrenheit)
t.celsius = 10
print(t.celsius, t.fahrenheit)
try:
    t.celsius = -300
except ValueError as error:
    print(error)
try:
    t.fahrenheit = 1
except AttributeError as error:
    print(error)
t.celsius += 5
print(t.celsius)
class Sub(Temperature):
    @property
    def celsius(self):
        return super().celsius + 1000
print(Sub(1).celsius)
print(isinstance(Temperature.celsius, property))
