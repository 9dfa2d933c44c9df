print((10).bit_length(), (0).bit_length(), (255).bit_count(), (5).real, (5).imag, (5).numerator, (5).denominator, (7).conjugate(), True.real, (3).as_integer_ratio())
print((2.5).is_integer(), (2.0).is_integer(), (0.75).as_integer_ratio(), (1.5).real, (1.5).imag, (1.5).conjugate())
print(int.__name__, float.__name__, int(7).__class__.__name__, type(True).__mro__[1].__name__, isinstance(5, int) and not isinstance(5, bool))
print((5).__add__(3), (5).__radd__(3), (5).__sub__(3), (2).__mul__(4), (5).__neg__(), (5).__eq__(5), (5).__lt__(6), (5).__hash__() == hash(5), (5).__str__(), (5).__add__('x'))
