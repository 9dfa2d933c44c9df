class Counter:
    made = 0
    log = []
    def __init__(self):
        Counter.made += 1
        self.log.append(Counter.made)
a, b = Counter(), Counter()
print(Counter.made, a.log, b.log is a.log)
a.log = 'own'
print(a.log, b.log)
a.made += 10
print(a.made, b.made, Counter.made)
